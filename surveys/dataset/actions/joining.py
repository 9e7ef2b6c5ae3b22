"""Rows of a file joined to the sample, to a stratum and to the day on which they were sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_date

from core.clock import timezone
from surveys.instrument import notation
from surveys.instrument.answer_import import Collected, RowError
from surveys.instrument.problems import gettext_noop
from surveys.models import Wave

TAX_CODE, STRATUM, SENT_ON = "@tax_code", "@stratum", "@sent_on"
NOT_SAMPLED = gettext_noop("No enterprise of the sample has the tax code “%(word)s”.")
HAS_ANSWERED = gettext_noop("The enterprise “%(word)s” has answered already.")
TWICE = gettext_noop("The enterprise “%(word)s” stands in the file twice.")
NO_STRATUM = gettext_noop("The wave has no stratum with the code “%(word)s”.")
NOT_A_DAY = gettext_noop("“%(word)s” is not a date.")
AT_ONCE = 500  # looked up in one question


@dataclass(frozen=True, slots=True)
class Sampled:
    """An enterprise of the sample, as far as a row needs it."""

    pk: int
    tax_code: str
    stratum: int
    has_answered: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be imported, with what it is joined to."""

    row: Collected
    key: str
    sampled: int | None
    stratum: int | None
    sent_at: datetime | None


def _parts(words: Iterable[str]) -> Iterator[Sequence[str]]:
    listed = sorted(set(words))
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


class Joined:
    """What the rows of a file are joined to: of a large wave only what the file names."""

    def __init__(self, wave: Wave, keys: Iterable[str], tax_codes: Iterable[str]) -> None:
        self.strata = {each.code: each.pk for each in wave.strata.all()}
        self.keys: set[str] = set()
        for part in _parts(keys):
            known = wave.responses.filter(idempotency_key__in=part)
            self.keys |= set(known.values_list("idempotency_key", flat=True))
        self.sampled: dict[str, Sampled] = {}
        for part in _parts(tax_codes):
            rows = wave.sampled.filter(enterprise__tax_code__in=part).order_by()
            found = rows.values_list("pk", "enterprise__tax_code", "stratum", "response")
            for pk, code, stratum, response in found:
                self.sampled[code] = Sampled(pk, code, stratum, response is not None)
        self.taken: set[str] = set()

    def join(
        self, row: Collected, key: str, cells: dict[str, Any], columns: Mapping[str, str]
    ) -> Ready | Collected:
        places = {target: heading for heading, target in columns.items()}
        errors = list(row.errors)
        sampled = self.enterprise(tax_code_of(cells, columns), places, errors)
        stratum = sampled.stratum if sampled else self.stratum(cells, places, errors)
        sent_at = _day_of_sending(cells, places, errors)
        if errors:
            return replace(row, errors=tuple(errors))
        if sampled:
            self.taken.add(sampled.tax_code)
        return Ready(row, key, sampled.pk if sampled else None, stratum, sent_at)

    def enterprise(
        self, tax_code: str, places: Mapping[str, str], errors: list[RowError]
    ) -> Sampled | None:
        if not tax_code:
            return None
        found = self.sampled.get(tax_code)
        sentence = ""
        if found is None:
            sentence = NOT_SAMPLED
        elif found.has_answered:
            sentence = HAS_ANSWERED
        elif tax_code in self.taken:
            sentence = TWICE
        if sentence:
            errors.append(RowError(places[TAX_CODE], sentence, {"word": tax_code}))
            return None
        return found

    def stratum(
        self, cells: dict[str, Any], places: Mapping[str, str], errors: list[RowError]
    ) -> int | None:
        code = _cell(cells, places, STRATUM)
        if code and code not in self.strata:
            errors.append(RowError(places[STRATUM], NO_STRATUM, {"word": code}))
        return self.strata.get(code)


def tax_code_of(cells: dict[str, Any], columns: Mapping[str, str]) -> str:
    return _cell(cells, {target: heading for heading, target in columns.items()}, TAX_CODE)


def _cell(cells: dict[str, Any], places: Mapping[str, str], target: str) -> str:
    value = cells.get(places.get(target, ""))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | float) else ""


def _day_of_sending(
    cells: dict[str, Any], places: Mapping[str, str], errors: list[RowError]
) -> datetime | None:
    """The day of sending, at noon; other programs' clocks are not ours."""
    value = cells.get(places.get(SENT_ON, ""))
    if value in (None, ""):
        return None
    text = value.isoformat() if isinstance(value, datetime) else str(value).strip()
    first = text.replace("T", " ").split(" ")[0]
    try:
        day = parse_date(first) or notation.parse_date(first)
    except ValueError:
        day = None
    if day is None:
        word = {"word": notation.shorten_quote(text)}
        errors.append(RowError(places[SENT_ON], NOT_A_DAY, word))
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001
