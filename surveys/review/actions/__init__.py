"""Flags, decisions about responses, points of the portal checklist."""
