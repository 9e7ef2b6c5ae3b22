"""The plan in force: leads, tasks, targets, reporting days and reports."""
