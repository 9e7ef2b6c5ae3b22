"""How people sign in: our adapter to allauth, approval as a stage, the second factor."""
