"""Dates and numbers, a folder a language."""
