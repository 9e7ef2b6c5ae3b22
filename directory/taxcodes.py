"""Tax codes (mã số thuế): 10 digits, 10 and 3 for a dependent unit, or a person's 12."""

import re

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from core.errors import DomainError

ENTERPRISE, DEPENDENT_UNIT, PERSON = 10, 13, 12
FILLERS = re.compile(r"[\s.\-–]")
# The two digits in front of a code name the office that gave it; none is numbered 99.
SYNTHETIC_OFFICE = "99"


class InvalidTaxCode(DomainError):
    """The digits cannot be a tax code."""


def check_tax_code(text: str) -> str:
    """Return the code as it is stored, or say what is wrong with it."""
    digits, named = FILLERS.sub("", text), {"text": text.strip()[:20]}
    if not digits:
        raise InvalidTaxCode(_("There is no tax code here."))
    if not digits.isascii() or not digits.isdecimal():
        raise InvalidTaxCode(_("A tax code consists of digits; “%(text)s” does not.") % named)
    if len(digits) == ENTERPRISE - 1:
        raise InvalidTaxCode(
            _("“%(text)s” has 9 digits: a leading zero was probably lost. Store codes as text.")
            % named
        )
    if len(digits) == PERSON:
        return _person(digits)
    if len(digits) not in {ENTERPRISE, DEPENDENT_UNIT}:
        raise InvalidTaxCode(
            _("A tax code has 10, 12 or 13 digits; “%(text)s” has %(count)s.")
            % (named | {"count": len(digits)})
        )
    try:
        mst.validate(digits)
    except InvalidChecksum as problem:
        raise InvalidTaxCode(
            _("The check digit of “%(text)s” is wrong: at least one digit was mistyped.") % named
        ) from problem
    except ValidationError as problem:
        raise InvalidTaxCode(_("“%(text)s” is no code any office gives.") % named) from problem
    return digits if len(digits) == ENTERPRISE else f"{digits[:10]}-{digits[10:]}"


def _person(digits: str) -> str:
    """A household business uses its owner's number: place of birth, sex and century, year."""
    if not 1 <= int(digits[:3]) <= 96 or digits[6:] == "000000":
        raise InvalidTaxCode(
            _("“%(text)s” is no personal number: it must begin with 001 to 096.") % {"text": digits}
        )
    return digits


def synthetic(number: int) -> str | None:
    """Return an invented code with a right check digit, or None where no digit fits."""
    stem = f"{SYNTHETIC_OFFICE}{number:07d}"
    digit = mst.calc_check_digit(stem)
    return stem + digit if len(digit) == 1 else None
