"""Results become pictures: drawn on the server as SVG, with a text alternative and a table."""
