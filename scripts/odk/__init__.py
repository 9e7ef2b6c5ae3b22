"""Random forms through ODK's own engine and ours; see ``differential.py``."""
