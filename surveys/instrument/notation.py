"""Texts, numbers and dates as people write them, read and written as their language does."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from surveys.instrument.languages import uses_comma

NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?", re.ASCII)
GROUPED = {  # by whether decimals follow a comma
    True: re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII),
    False: re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII),
}


def clean_text(text: str) -> str:
    """Trim, compose accents, unify line ends and drop control characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def shorten_quote(text: str) -> str:
    """Quote at most 40 characters of what was typed."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def parse_number(typed: str, language: str) -> float | None:
    """Read a number as people of this language write it, thousands grouped or not."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", typed).replace("−", "-")
    comma_is_decimal = uses_comma(language)
    grouped = GROUPED[comma_is_decimal]
    if grouped.fullmatch(compact):
        compact = compact.replace("." if comma_is_decimal else ",", "")
    compact = compact.replace(",", ".")
    return float(compact) if NUMBER.fullmatch(compact) else None


def parse_date(typed: str) -> date | None:
    """Read a date as browsers post it (2018-11-25) or as people write it (25/11/2018)."""
    patterns = (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
    )
    for pattern in patterns:
        found = re.fullmatch(pattern, typed, re.ASCII)
        if found:
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def write_value(value: Any, language: str) -> str:
    """Write a number with the decimal sign of the language; other values as they are."""
    if isinstance(value, float):
        text = f"{value:.12f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if uses_comma(language) else text
    return str(value)


def say_value(value: Any, language: str, *, is_year: bool = False) -> str:
    """Write a number or date as the language does; what may be a year keeps its four digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(value))
        return f"{day[3]}/{day[2]}/{day[1]}" if day else str(value)
    if is_year and float(value).is_integer() and 1000 <= value <= 9999:
        return f"{value:.0f}"
    text = (
        f"{value:,}" if isinstance(value, int) else f"{Decimal(repr(value)):,f}".removesuffix(".0")
    )
    return text.translate({44: ".", 46: ","}) if uses_comma(language) else text
