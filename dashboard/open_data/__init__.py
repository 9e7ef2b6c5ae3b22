"""What is public as data: a page, and the same as a DCAT catalogue for portals of open data."""
