"""Pages of open comments, for staff."""
