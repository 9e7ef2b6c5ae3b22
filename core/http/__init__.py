"""What surrounds a request: middleware, the log, context processors, limits on tries."""
