"""What the pages of open comments read."""
