"""Models, tests and comparisons under a design; who answered."""
