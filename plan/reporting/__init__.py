"""The provincial report: what all agencies reported for one day, as one paper."""
