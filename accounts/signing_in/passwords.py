"""Passwords a guesser would try soon are refused: Vietnamese words, names, places, one's own."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from accounts.models import User
from core import letterhead
from core.text import fold

ENOUGH = 3  # of 0 to 4: more than a hundred million guesses
LONGEST_JUDGED = 72  # longer ones are judged by their beginning; time grows with the length


@cache
def common_words() -> tuple[str, ...]:
    lines = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


class StrengthValidator:
    """How many guesses a password stands, by zxcvbn with words of this country and this person."""

    def validate(self, password: str, user: User | None = None) -> None:
        if password.isdecimal():
            raise ValidationError(
                _("The password has digits alone, like a phone number; please add some words."),
                code="digits",
            )
        ours = letterhead.current()
        words = [*common_words(), *words_of([ours.place, ours.name])]
        if user is not None:
            words += words_of([user.email, user.full_name, str(user.agency or "")])
        spellings = {without_marks(password)[:LONGEST_JUDGED], fold(password)[:LONGEST_JUDGED]}
        if any(zxcvbn(one, user_inputs=words)["score"] < ENOUGH for one in spellings if one):
            raise ValidationError(
                _(
                    "This password is easy to guess. Please use three or four words that do not"
                    " belong together, or a longer sentence."
                ),
                code="weak",
            )

    def get_help_text(self) -> str:
        return _("Three or four words that do not belong together make a good password.")


def without_marks(text: str) -> str:
    """Take the marks off letters, whatever else is written: ``Mật@khẩu`` is ``mat@khau``."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of names and addresses without marks, single and run together."""
    found: list[str] = []
    for text in texts:
        parts = [fold(part) for part in re.split(r"\W+", text) if len(part) > 1]
        found += parts
        found += ["".join(pair) for pair in pairwise(parts)]
        found.append("".join(parts))
    return [word for word in found if word]
