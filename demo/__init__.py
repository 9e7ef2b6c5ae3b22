"""Invented data for the demonstration, made by the actions of the platform itself."""
