"""Consent to what is done with data: the words that were shown, who agreed, who took it back."""
