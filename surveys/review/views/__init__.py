"""Pages of the review: responses, and the portal."""
