"""One module a report: numbers, then a page, then a PDF."""
