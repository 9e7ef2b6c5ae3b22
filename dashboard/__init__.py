"""What waits for each person: the home page, to-do lists and the navigation."""
