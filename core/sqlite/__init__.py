"""SQLite whose writers look again every few milliseconds."""
