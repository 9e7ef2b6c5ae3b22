"""A register as people have it: where its table stands, which column is which, what to mend."""
