"""The comments of the closed wave, coded, counted and quoted."""
