"""The numbers of a closed wave: estimated, scored, set beside what was published."""
