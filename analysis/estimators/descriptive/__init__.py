"""Means, shares, quantiles, changes, criteria and the sub-index."""
