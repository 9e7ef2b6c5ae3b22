"""Rows become DataFrames here, and nowhere else."""
