"""Comparing words as people spell them."""

import unicodedata


def fold(text: str) -> str:
    """Reduce to lower-case letters and digits without marks: ``Đắk R'Lấp`` is ``dakrlap``."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isalnum())
