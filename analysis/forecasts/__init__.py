"""Forecasts told, sealed and scored: runs, files, chain."""
