"""Where files lie, one place for all machines, and how each machine knows that place."""
