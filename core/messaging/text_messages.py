"""Text messages: in how many parts a text is sent and paid for.

A text of the alphabet of GSM 03.38 holds 160 letters in one part and 153 in each of several; any
other letter, such as most Vietnamese ones, turns the whole text into UCS-2: 70, and 67 of several.
"""

import math
import unicodedata
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€")  # each takes the room of two
PLAIN = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "“": '"',
        "”": '"',
        "\u2018": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text message is, as a provider counts it."""

    characters: int
    parts: int
    is_plain: bool


def size(text: str) -> Size:
    """Count the letters of a text message, and the parts it is sent in."""
    if all(letter in GSM or letter in TWICE for letter in text):
        length = sum(2 if letter in TWICE else 1 for letter in text)
        return Size(length, 1 if length <= 160 else math.ceil(length / 153), is_plain=True)
    length = len(text.encode("utf-16-le")) // 2
    return Size(length, 1 if length <= 70 else math.ceil(length / 67), is_plain=False)


def plain(text: str) -> str:
    """Take the marks off the letters, so that the text needs fewer parts."""
    parted = unicodedata.normalize("NFD", text.translate(PLAIN))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
