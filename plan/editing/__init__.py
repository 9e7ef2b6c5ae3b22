"""The plan written in the browser: its points, targets and reporting days, copied and changed."""
