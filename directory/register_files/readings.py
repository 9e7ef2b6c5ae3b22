"""What reading a cell gives: a value, and which kind of repair it took."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cells import Cell
from core.text import fold
from directory import taxcodes
from directory.models import EnterpriseStatus, LegalType
from directory.register_files import columns
from directory.register_files.words import (
    ABBREVIATIONS,
    BRANCHES,
    LEGAL_TYPES,
    NO,
    OWNERSHIP,
    SHORTER,
    STATES,
    SUSPENDED_FIRST,
    TAX_STATES,
    YES,
)
from vietnam import phone_numbers

BETWEEN = re.compile(r"[;/,\n|]+|\s+-\s+|\s+(?:và|hoặc|or|and)\s+")
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
CHECKED_LENGTHS = {10, 13}
COMPANIES = ("congty", "cty", "ctty")
SCIENTIFIC = re.compile(r"(\d)[.,]?(\d*)[Ee]\+?(\d{1,2})", re.ASCII)
BELOW, ABOVE = ("duoi", "toida", "under"), ("tren", "hon", "toithieu", "over")  # limits, no numbers
PERSONAL = re.compile(r"0\d{2}[0-3]\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, and the kind of repair it took, if any."""

    value: Any
    kind: str = ""


def text(cell: Cell) -> str:
    return cell_parsing.text(cell)


def read_tax_code(cell: Cell) -> Reading:
    """Read a tax code; what a table made of it is undone where the check digit proves it."""
    words = text(cell)
    try:
        return Reading(taxcodes.check_tax_code(words))
    except taxcodes.InvalidTaxCode:
        for part in re.findall(r"\d[\d.,\s]{7,}\d(?:\s?[-/_]\s?\d{1,3}(?!\d))?", words):
            if found := _prove(_with_three(part)):
                return Reading(found, "tax_words")
        digits = re.sub(r"\D", "", words) if re.fullmatch(r"[\d.\s'-]+", words) else ""
        for zeros in ("0", "00"):
            if found := _prove(zeros + digits):
                return Reading(found, "tax_zero")
        raise


def _with_three(part: str) -> str:
    """A dependent unit has three digits, of which a table loses the zeros."""
    parent, *unit = re.split(r"[-/_]", part)
    return parent + unit[0].strip().zfill(3) if unit else parent


def _prove(digits: str) -> str:
    """The code these digits are, if a check digit says so.

    A personal number has none: eleven digits are one whose zero was lost, where the fourth of
    twelve tells sex and century; ten digits might be anything.
    """
    plain = re.sub(r"\D", "", digits)
    is_personal = PERSONAL.fullmatch(plain) and not plain.startswith("00")
    if len(plain) not in CHECKED_LENGTHS and not is_personal:
        return ""
    try:
        return taxcodes.check_tax_code(plain)
    except taxcodes.InvalidTaxCode:
        return ""


def read_legal_type(cell: Cell) -> Reading:
    words = fold(text(cell))
    if not words:
        return Reading(None)
    exact = ABBREVIATIONS.get(words) or columns.labels(LegalType).get(words)
    if exact:
        return Reading(str(exact))
    if words in SHORTER:
        return Reading(SHORTER[words].value, "legal_words")
    for inside, legal_type in LEGAL_TYPES:
        if inside in words:
            return Reading(legal_type.value, "legal_words")
    if words.startswith(BRANCHES) or any(one in words for one in OWNERSHIP):
        return Reading(None)  # the name tells it
    return Reading(columns.choice(cell, LegalType))  # refuses, and says which there are


def is_branch(name: str) -> bool:
    return fold(name).startswith(BRANCHES)


def legal_type_of_name(name: str) -> str | None:
    """The legal type a name begins with, as the law asks names to."""
    start = fold(" ".join(name.split()[:8]))
    for inside, legal_type in LEGAL_TYPES:
        if inside in start:
            return legal_type.value
    return None


def is_a_company(name: str) -> bool:
    """Whether a name calls itself a company and does not say which."""
    return fold(name).startswith(COMPANIES)


def read_status(cell: Cell) -> Reading:
    words = fold(text(cell))
    if not words:
        return Reading(None)
    exact = columns.labels(EnterpriseStatus).get(words)
    if exact:
        return Reading(exact)
    if by_code := TAX_STATES.get(words.zfill(2)):
        return Reading(by_code.value, "status_code")
    if any(word in words for word in SUSPENDED_FIRST):
        return Reading(EnterpriseStatus.SUSPENDED.value, "status_words")
    for inside, state in STATES:
        if inside in words:
            return Reading(state.value, "status_words")
    return Reading(columns.choice(cell, EnterpriseStatus))


def read_phone(cell: Cell) -> Reading:
    """Read a telephone number of Viet Nam however it is written; of several the first."""
    words = text(cell)
    if not words:
        return Reading(None)
    if power := SCIENTIFIC.fullmatch(words):
        return _phone_of_power(words, *power.groups())
    found = _phone(words)
    if found:
        return found
    parts = [part for part in BETWEEN.split(words) if part.strip()]
    for part in parts if len(parts) > 1 else ():
        if first := _phone(re.sub(r"[^\d+().\s-]", "", part)):
            return Reading(first.value, "phone_two")
    bare = re.sub(r"\(.*?\)\D*$|[^\d+().\s-]", "", words)
    if bare != words and (inside := _phone(bare)):
        return Reading(inside.value, "phone_zero")
    return Reading(columns.phone(words))


def _phone_of_power(words: str, first: str, rest: str, power: str) -> Reading:
    """Read what a table wrote as 9.12345678E8; where digits are lost nobody can tell them."""
    found = _phone("0" + first + rest) if len(rest) == int(power) else None
    if found is None:
        raise cell_parsing.CellRefused(
            _(
                "“%(text)s” holds the first digits of a number only. Please show the column as text"
                " in the spreadsheet and save the file again."
            )
            % {"text": words}
        )
    return Reading(found.value, "phone_zero")


def _phone(words: str) -> Reading | None:
    digits = re.sub(r"[^\d+]", "", words)
    number = phone_numbers.normalise(words)
    if number:
        return Reading(number, "" if number == digits else "phone_zero")
    if phone_numbers.was_valid(words):
        return Reading(digits)
    if phone_numbers.was_valid("0" + digits):
        return Reading("0" + digits, "phone_zero")
    return None


def read_email(cell: Cell) -> Reading:
    words = text(cell).strip().lower()
    if not words:
        return Reading(None)
    found = ADDRESS.findall(re.sub(r"\s*([@.])\s*", r"\1", words))
    if len(found) > 1:
        return Reading(columns.email(found[0]), "email_two")
    if found and found[0] != words:
        return Reading(columns.email(found[0].rstrip(".")), "email_clean")
    return Reading(columns.email(words))


def read_yes_or_no(cell: Cell) -> Reading:
    words = fold(text(cell))
    if words in YES or text(cell).strip() in {"✓", "✔", "√"}:
        return Reading(True)
    return Reading(False) if words in NO else Reading(columns.yes_or_no(cell))


def read_number(cell: Cell, read: Callable[[Cell], Any]) -> Reading:
    """Read a whole number; one number among words is that number."""
    try:
        return Reading(read(cell))
    except cell_parsing.CellRefused:
        found = re.findall(r"\d+(?:[.,]\d{3})*(?![\d.,]*\d)", text(cell))
        rest = re.sub(r"[\d.,\s]", "", text(cell))
        is_vague = any(sign in rest for sign in "-–~><") or fold(rest).startswith(BELOW + ABOVE)
        if len(found) != 1 or is_vague:
            raise
        return Reading(read(re.sub(r"[.,]", "", found[0])), "number_words")


def read_range(words: str) -> tuple[int, int | None] | None:
    """Read “10 - 50”, “dưới 10” and “trên 200” as the least and the most they allow."""
    numbers = [int(re.sub(r"\D", "", one)) for one in re.findall(r"\d+(?:[.,]\d{3})*", words)]
    plain = fold(words.replace("<", "duoi").replace(">", "tren"))
    if len(numbers) == 2 and numbers[0] < numbers[1] and not re.search(r"[(/]", words):
        return numbers[0], numbers[1]
    if len(numbers) == 1 and plain.startswith(BELOW):
        return 0, numbers[0]
    return (numbers[0], None) if len(numbers) == 1 and plain.startswith(ABOVE) else None
