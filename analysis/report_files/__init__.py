"""The design of a report as a file tells it, and texts that repeat the report from that file."""
