"""What changes the index's data."""
