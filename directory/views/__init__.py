"""Pages of the register, the places and the agencies."""
