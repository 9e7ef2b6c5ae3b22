"""Sessions: planned, registered for, held, minuted, judged."""
