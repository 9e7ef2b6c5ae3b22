"""Groups of enterprises compared: by size, place and the like, in every criterion and question."""
