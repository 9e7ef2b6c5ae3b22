"""Text from a browser becomes values."""
