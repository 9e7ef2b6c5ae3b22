"""The one clock: what time it is for all code of ours; a demonstration plays at another."""
