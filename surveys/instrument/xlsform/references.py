"""Letters written as HTML writes them, “&nbsp;” or “&#233;”, which ODK shows as letters."""

import re
from html import unescape
from html.entities import html5

REFERENCE = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
MARKS = "\\*_#[]"  # a letter written so is no mark of Markdown


def read_references(text: str) -> str:
    """Words with the letters that were meant; “&lt;b>” stays, lest it become a tag."""
    return REFERENCE.sub(_letter, text)


def write_references(text: str) -> str:
    """Words that are read back as they are."""
    return text.replace("&", "&amp;") if REFERENCE.search(text) else text


def _letter(found: re.Match[str]) -> str:
    name = found[1]
    letter = unescape(found[0]) if name.startswith("#") else html5.get(f"{name};", found[0])
    if letter == "<" and re.match(r"[A-Za-z/]", found.string[found.end() :]):
        return found[0]
    return f"\\{letter}" if letter in MARKS else letter
