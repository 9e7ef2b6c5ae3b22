"""The next official values and score, with intervals."""
