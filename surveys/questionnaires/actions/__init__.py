"""Writes: versions, what is shipped, XLSForm."""
