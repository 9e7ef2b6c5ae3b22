"""Work in the background: what is ordered, by the clock or by a person."""
