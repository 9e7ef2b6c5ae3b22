"""Forms of the fieldwork."""
