"""Texts enterprises read: what we ship, and what the Association made of it, with named fields."""
