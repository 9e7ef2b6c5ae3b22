"""Invented words: what enterprises write of their own accord."""
