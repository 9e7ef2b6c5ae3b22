"""Forms of the register, the places and the agencies."""
