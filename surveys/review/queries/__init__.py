"""What the pages of the review read."""
