"""Writes of the visit: drafts, responses, codes, opting out."""
