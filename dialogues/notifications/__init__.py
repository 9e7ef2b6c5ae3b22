"""Which letter at which step, in which words, with which link."""
