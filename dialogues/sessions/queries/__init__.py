"""What the pages of sessions read."""
