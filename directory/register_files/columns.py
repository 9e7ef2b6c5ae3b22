"""Columns of a register file: their headings, and how a cell becomes a value."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import formats, translation
from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused
from core.tabular.cells import Cell
from core.text import fold
from directory.models import MOST_EMPLOYEES, EnterpriseStatus, LegalType, Size
from directory.vsic import SECTIONS

HEADINGS = {
    "tax_code": ["Mã số thuế", "MST", "tax code"],
    "name": ["Tên doanh nghiệp", "Tên", "name"],
    "legal_type": ["Loại hình", "Loại hình doanh nghiệp", "legal type"],
    "sector": ["Ngành", "Ngành cấp 1", "sector", "VSIC"],
    "vsic": ["Phiên bản VSIC", "edition of VSIC"],
    "size": ["Quy mô", "size"],
    "employees": ["Số lao động", "Lao động", "employees"],
    "revenue": ["Doanh thu (tỷ đồng)", "Doanh thu", "revenue"],
    "capital": ["Nguồn vốn (tỷ đồng)", "Vốn (tỷ đồng)", "Nguồn vốn", "Vốn", "capital"],
    "founded": ["Năm thành lập", "founded"],
    "district": ["Địa bàn", "Xã, phường", "Huyện, thị xã", "Huyện", "district"],
    "address": ["Địa chỉ", "address"],
    "email": ["Thư điện tử", "Email", "e-mail"],
    "phone": ["Điện thoại", "Số điện thoại", "phone"],
    "is_member": ["Hội viên", "Hội viên Hiệp hội", "member"],
    "is_woman_led": ["Do phụ nữ làm chủ", "led by a woman"],
    "status": ["Trạng thái", "Tình trạng", "status"],
}
NEEDED_WHEN_NEW = ["name", "legal_type", "sector", "size", "district"]
YES, NO = {"1", "co", "x", "yes", "true", "dung"}, {"0", "khong", "no", "false"}
FIRST_YEAR = 1900
CHOICES: dict[str, Any] = {"legal_type": LegalType, "size": Size, "status": EnterpriseStatus}


@cache
def labels(choices: Any) -> dict[str, str]:
    """Map every spelling of a choice, in both languages, to its value."""
    known: dict[str, str] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            known |= {fold(str(choice.label)): choice.value for choice in choices}
    return known | {fold(choice.value): choice.value for choice in choices}


def choice(cell: Cell, choices: Any) -> str | None:
    words = cell_parsing.text(cell)
    if not words:
        return None
    value = labels(choices).get(fold(words))
    if value is None:
        raise CellRefused(
            _("“%(text)s” is not known here. Possible: %(choices)s.")
            % {"text": words, "choices": ", ".join(str(choice.label) for choice in choices)}
        )
    return value


@cache
def section_names(vsic: int) -> list[tuple[str, str]]:
    """Every section of an edition with its name, in both languages."""
    named = []
    for language in ("vi", "en"):
        with translation.override(language):
            named += [(letter, str(name)) for letter, name in SECTIONS[vsic].items()]
    return named


def check_employees(value: int | None) -> int | None:
    if value is not None and value < 0:
        raise CellRefused(_("This number cannot be negative."))
    if value is not None and value > MOST_EMPLOYEES:
        raise CellRefused(_("At most %(most)s employees are taken.") % {"most": MOST_EMPLOYEES})
    return value


def billions(cell: Cell) -> Decimal | None:
    value = cell_parsing.number(cell)
    if value is None:
        return None
    if not 0 <= value < 1_000_000:
        raise CellRefused(
            _("Money is given in billion VND, from 0 to below 1,000,000; this is %(value)s.")
            % {"value": cell_parsing.text(cell)}
        )
    return Decimal(str(value)).quantize(Decimal("0.001"))


def email(cell: Cell) -> str | None:
    address = cell_parsing.text(cell).lower()
    if not address:
        return None
    try:
        validate_email(address)
    except ValidationError as problem:
        raise CellRefused(
            _("“%(address)s” is no e-mail address.") % {"address": address}
        ) from problem
    return address


def phone(text: str) -> str | None:
    digits = "".join(sign for sign in text if sign.isdecimal() or sign == "+")
    if not digits:
        return None
    if not 8 <= len(digits) <= 15:
        raise CellRefused(_("“%(text)s” is no telephone number.") % {"text": text})
    return digits


def yes_or_no(cell: Cell) -> bool | None:
    words = fold(cell_parsing.text(cell))
    if not words:
        return None
    if words not in YES | NO:
        raise CellRefused(_("Write “yes” or “no” here, not “%(text)s”.") % {"text": words})
    return words in YES


def write_cell(column: str, value: Any) -> str:
    """Write a stored value as the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return formats.number_format(value.normalize())
    choices = CHOICES.get(column)
    return str(choices(value).label) if choices else str(value)
