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
FEW_WORDS = 3  # of some hundred: with a year behind them less than a hundred million guesses
FEW_SIGNS = 8  # a day of birth with its signs is as soon guessed as a year
PHONE = re.compile(r"0\d{8,10}")
BETWEEN_LETTERS = re.compile(r"(?<=[a-z])[@013457$](?=[a-z])")
LEET = str.maketrans("@013457$", "aoieasts")
LONGEST_WORD = 20
LONGEST_JUDGED = 72  # longer ones are judged by their beginning; time grows with the length


@cache
def common_words() -> tuple[str, ...]:
    return tuple(_lines("common_words.txt"))


@cache
def common_syllables() -> frozenset[str]:
    """Whole words and single syllables, as names and phrases are made of them."""
    found = {word for line in _lines("common_syllables.txt") for word in line.split()}
    return frozenset({*found, *common_words()})


def _lines(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


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
        is_weak = is_few_words(password, words) or any(
            zxcvbn(one, user_inputs=words)["score"] < ENOUGH for one in spellings if one
        )
        if is_weak:
            raise ValidationError(
                _(
                    "This password is easy to guess. Please use three or four words that do not"
                    " belong together, or a longer sentence."
                ),
                code="weak",
            )

    def get_help_text(self) -> str:
        return _("Three or four words that do not belong together make a good password.")


def is_few_words(password: str, own: Iterable[str] = ()) -> bool:
    """Whether a password is up to three common words, or a phone number, with little around it.

    A general estimate counts three parts as a hundred million tries however common they are.
    """
    plain = PHONE.sub("", without_marks(password)[:LONGEST_JUDGED])
    known = common_syllables() | {word for word in own if word.isascii()}
    letters = BETWEEN_LETTERS.sub(lambda sign: sign[0].translate(LEET), plain)
    return any(_is_few(spelling, known) for spelling in (plain, letters))


def _is_few(plain: str, known: frozenset[str]) -> bool:
    chunks = re.findall("[a-z]+", plain)
    around = len(re.sub(r"[a-z\s]", "", plain))
    return around <= FEW_SIGNS and sum(count_words(chunk, known) for chunk in chunks) <= FEW_WORDS


def count_words(letters: str, known: frozenset[str]) -> int:
    """The fewest known words that make up all letters; more than few where none do."""
    fewest = [0] + [FEW_WORDS + 1] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            if fewest[start] < FEW_WORDS and letters[start:end] in known:
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


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
