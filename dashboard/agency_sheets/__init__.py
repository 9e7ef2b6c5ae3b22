"""One page for each lead agency: its criteria, what is expected of them, tasks and issues."""
