"""Writes of the fieldwork, one module a task."""
