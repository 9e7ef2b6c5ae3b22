"""What if: an exact summary of a forecast, scenarios on it, the cheapest ways to a target."""
