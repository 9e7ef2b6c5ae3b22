"""Forms of exports and imports."""
