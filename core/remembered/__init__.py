"""What one page asks several times is asked once."""
