"""Scenarios on a forecast, and the cheapest ways to a score."""
