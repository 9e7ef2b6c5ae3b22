"""Telephone numbers as people type them into forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

FEWEST, MOST = 8, 15  # digits


def check_phone(words: str) -> str:
    """Refuse what nobody could dial; signs between the digits stay as they were typed."""
    digits = sum(sign.isdecimal() for sign in words)
    if words and not FEWEST <= digits <= MOST:
        raise forms.ValidationError(
            _("“%(text)s” is no telephone number: it has %(fewest)s to %(most)s digits.")
            % {"text": words, "fewest": FEWEST, "most": MOST}
        )
    return words
