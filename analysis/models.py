"""Results kept with all that is needed to repeat them."""
