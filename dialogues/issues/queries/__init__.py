"""What the pages of issues read, and which files somebody may read."""
