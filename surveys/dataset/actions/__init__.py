"""Exports ordered and written; answers collected elsewhere imported."""
