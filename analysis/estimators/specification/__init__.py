"""What to estimate, as a document, and the figures that come of it."""
