"""Words and signs of the dialogues for templates."""
