"""Files sent along: recognised, cleaned, read for their words. No database here."""
