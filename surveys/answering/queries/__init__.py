"""What the pages behind a personal link read."""
