"""What changes codes, codings, frequencies and quotes."""
