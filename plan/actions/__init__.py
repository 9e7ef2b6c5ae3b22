"""What changes the plan and what is reported about it."""
