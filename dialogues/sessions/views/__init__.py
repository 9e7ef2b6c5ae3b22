"""Pages of sessions, the hall, the door and minutes."""
