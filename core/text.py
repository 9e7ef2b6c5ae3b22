"""Comparing and sorting words as people spell them."""

import json
import unicodedata
from typing import Any

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; ngang has no mark
SHAPES = {("a", "\u0306"): "ă", ("o", "\u031b"): "ơ", ("u", "\u031b"): "ư"} | {
    (plain, "\u0302"): hatted for plain, hatted in zip("aeo", "âêô", strict=True)
}
LETTER_APOSTROPHE = "\u02bc"  # of all apostrophes the one that Unicode counts as a letter
APOSTROPHES = (
    f"'`\u2018\u2019{LETTER_APOSTROPHE}"  # as people type it in Đắk R'Lấp; it counts for nothing
)
INNER_QUOTES = {"“": "\u2018", "”": "\u2019"}
END, GAP, FIRST_DIGIT, FIRST_LETTER, OTHER = 0, 1, 2, 12, 99
LONGEST_SORTED = 80


def read_json(text: str) -> Any:
    """Read JSON of strangers; ``ValueError`` for what no row and no page can hold.

    JSON may name a NUL and half a letter (``\\u0000``, ``\\ud800``), which files cannot.
    """
    data = json.loads(text)
    if "\\u" in text:
        plain = json.dumps(data, ensure_ascii=False)
        plain.encode()  # half a letter is a UnicodeEncodeError, and that a ValueError
        if "\\u0000" in plain:
            raise ValueError("a NUL in a text")
    return data


def nest_quotes(text: str) -> str:
    """Make single ones of quotation marks inside others, as where a quoted title has its own."""
    written, depth = [], 0
    for sign in text:
        depth -= sign == "”"
        written.append(INNER_QUOTES.get(sign, sign) if depth > 0 else sign)
        depth = max(0, depth + (sign == "“"))
    return "".join(written)


def fold(text: str) -> str:
    """Reduce to lower-case letters and digits without marks: ``Đắk R'Lấp`` is ``dakrlap``."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(filter(str.isalnum, plain.replace(LETTER_APOSTROPHE, "")))


def sort_key(text: str) -> str:
    """Write a text so that its plain order is that of a Vietnamese dictionary.

    The letters decide first, in the order of the alphabet (a ă â … d đ … u ư), digits before them;
    then the tones, in the usual order ngang, huyền, hỏi, ngã, sắc, nặng. The key holds
    digits alone, so that every database sorts it alike, whatever its collation; only the first 80
    letters and spaces count.
    """
    letters: list[int] = []
    tones: list[int] = [0]
    for sign in unicodedata.normalize("NFD", text.casefold())[: 2 * LONGEST_SORTED]:
        if sign in TONES:
            tones[-1] = TONES.index(sign) + 1
        elif unicodedata.combining(sign):
            _shape(letters, sign)
        elif sign in APOSTROPHES:
            continue
        elif sign.isalnum():
            letters.append(_place(sign))
        elif letters and letters[-1] != GAP:
            letters.append(GAP)
            tones.append(0)
    places = [*letters[:LONGEST_SORTED], END]
    return "".join(f"{place:02d}" for place in places) + "".join(map(str, tones))[:LONGEST_SORTED]


def name_sort_key(name: str) -> str:
    """Sort people as Vietnamese lists do: by the given name, which stands last, then the rest."""
    *rest, given = name.split() or [""]
    return sort_key(given) + sort_key(" ".join(rest))


def _place(sign: str) -> int:
    if sign in LETTERS:
        return FIRST_LETTER + LETTERS.index(sign)
    return FIRST_DIGIT + int(sign) if sign.isdecimal() else OTHER


def _shape(letters: list[int], mark: str) -> None:
    """Turn the letter just written into the one with this mark: a and a breve are ă."""
    place = letters[-1] - FIRST_LETTER if letters else -1
    if 0 <= place < len(LETTERS) and (shaped := SHAPES.get((LETTERS[place], mark))):
        letters[-1] = _place(shaped)
