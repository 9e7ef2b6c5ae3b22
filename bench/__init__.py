"""Measurements: each module has a ``main`` that prints its table, as ratios within one run."""
