"""Intervals, results that carry their doubt, and whether they may be shown."""
