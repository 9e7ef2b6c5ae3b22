"""Vietnamese working days, and how staff correct them."""
