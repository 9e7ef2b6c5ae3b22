"""How pages write the values of targets."""
