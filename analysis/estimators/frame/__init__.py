"""Columns of a frame: arrays, levels, conditions, formulas."""
