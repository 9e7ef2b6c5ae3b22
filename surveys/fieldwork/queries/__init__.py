"""What the pages of the fieldwork read."""
