"""How reports write numbers and place pictures."""
