"""Outlines of the places: read from a file the installation has, matched, kept for maps."""
