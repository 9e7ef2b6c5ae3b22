"""Papers: numbers, then a page, then a PDF."""
