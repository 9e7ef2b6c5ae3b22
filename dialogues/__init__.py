"""Dialogues: sessions, the issues raised in them, answers in public."""
