"""Writes about sessions, minutes and feedback."""
