"""Telephone numbers of Viet Nam: read however people write them, kept as 0 and what follows.

Since 2018 a mobile number has ten digits and a landline number, with its area code, eleven.
"""

import re

MOBILE = r"^(\+?84|0)[35789][0-9]{8}$"  # as the register keeps numbers, also for the database
REWRITES = (  # in order; patterns that mean the same in Python and JavaScript
    (r"[\s.()·–-]", ""),
    (r"^(?:\+84|0084|84)0?(?=([35789][0-9]{8}|2[0-9]{9})$)", "0"),
    (r"^(?=([35789][0-9]{8}|2[0-9]{9})$)", "0"),  # a table has taken the number for a sum
)
NATIONAL = re.compile(r"0([35789][0-9]{8}|2[0-9]{9})", re.ASCII)
BEFORE_2018 = re.compile(r"0[1-8][0-9]{8,9}", re.ASCII)


def normalise(typed: str) -> str | None:
    """Write a number as 0 and its digits, without signs between them; None when it is none."""
    number = _rewrite(typed)
    return number if NATIONAL.fullmatch(number) else None


def was_valid(typed: str) -> bool:
    """Whether this was a number until 2017 and 2018, when many were changed, and is none today."""
    number = _rewrite(typed)
    return bool(BEFORE_2018.fullmatch(number)) and not NATIONAL.fullmatch(number)


def is_mobile(number: str) -> bool:
    """Whether a normalised number takes text messages."""
    return len(number) == 10


def say(number: str) -> str:
    """Part a normalised number as people read it out: 0912 345 678, 0261 3555 666, 024 …"""
    if is_mobile(number):
        parts = (number[:4], number[4:7], number[7:])
    elif number.startswith(("024", "028")):  # Hà Nội and Thành phố Hồ Chí Minh
        parts = (number[:3], number[3:7], number[7:])
    else:
        parts = (number[:4], number[4:8], number[8:])
    return " ".join(parts)


def for_messages(number: str) -> str:
    """Write a mobile number as providers want it, ``84…``; empty for any other."""
    digits = re.sub(r"[\s.()-]", "", number)
    return "84" + digits[-9:] if re.fullmatch(MOBILE, digits) else ""


def _rewrite(typed: str) -> str:
    number = typed.strip()
    for pattern, replacement in REWRITES:
        number = re.sub(pattern, replacement, number)
    return number
