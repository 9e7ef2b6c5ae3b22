"""What the pages of the dialogues read."""
