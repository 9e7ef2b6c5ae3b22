"""Words of places for templates."""
