"""Sessions and the issues raised in them."""
