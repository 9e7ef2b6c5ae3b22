"""Pages of the fieldwork, for staff."""
