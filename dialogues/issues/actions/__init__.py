"""Writes about issues, answers and files; steps and escalation."""
