"""What may be said of an issue whose raiser is not named, and what would tell who it is."""
