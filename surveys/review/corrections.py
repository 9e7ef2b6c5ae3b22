"""What respondents say of themselves and the register says otherwise: proposals, by name of field.

Read from what was sent in waves that are not blind; nothing else of a response is looked at.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.remembered.requests import once_a_request
from directory.models import District, Enterprise, LegalType, Size
from surveys.instrument.expressions.values import convert_answer, spell
from surveys.instrument.model import Question
from surveys.models import RegisterCorrection, Response, SampledEnterprise, Wave

MOST_EMPLOYEES = 10_000_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field of one enterprise: what the register says, what was answered, what it would be.

    ``value`` is None where the words of the answer fit no value of the register.
    """

    sampled: SampledEnterprise
    field: str
    now: str
    said: str
    value: Any

    @property
    def name(self) -> str:
        return name_field(self.field)

    @property
    def words(self) -> str:
        """The answer as the register would word it."""
        return self.said if self.value is None else in_words(self.field, self.value)


def name_field(field: str) -> str:
    """The field as forms of the register call it."""
    return str(Enterprise._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def list_decided(wave: Wave) -> list[tuple[RegisterCorrection, str, str]]:
    """What was decided, with the name of the field and the answer in words."""
    rows = RegisterCorrection.objects.filter(sampled__stratum__wave=wave)
    return [
        (row, name_field(row.field), row.said if value is None else in_words(row.field, value))
        for row in rows.select_related("sampled__enterprise", "decided_by")
        for value in [read_value(row.field, row.said)]
    ]


def list_corrections(wave: Wave, sampled: int | None = None) -> list[Proposal]:
    """What is proposed and not decided yet, of all or of one, by name of the enterprise."""
    if wave.is_blind:
        return []
    sent = (
        wave.responses.submitted()
        .reviewed_as_good()
        .select_related("version", "sampled__enterprise__district")
    )
    sent = sent.filter(is_blind=False, sampled__isnull=False)
    decisions = RegisterCorrection.objects.filter(sampled__stratum__wave=wave)
    if sampled is not None:
        sent, decisions = sent.filter(sampled=sampled), decisions.filter(sampled=sampled)
    decided = set(decisions.values_list("sampled", "field", "said"))
    found = [
        each
        for response in sent
        for each in _of_response(response)
        if (each.sampled.pk, each.field, each.said) not in decided
    ]
    return sorted(found, key=lambda each: (each.sampled.enterprise.name, each.field))


def _of_response(response: Response) -> Iterator[Proposal]:
    sampled = response.sampled
    if sampled is None:
        return
    for question in response.version.compiled.questions():
        said = _said(question, response.answers)
        if question.known and said:
            value = read_value(question.known, said)
            stored = getattr(sampled.enterprise, question.known)
            if value != stored:
                now = in_words(question.known, stored)
                yield Proposal(sampled, question.known, now, said, value)


def _said(question: Question, answers: Mapping[str, Any]) -> str:
    said = spell(convert_answer(answers.get(question.name))).strip()
    is_missing = any(each.code == said and each.missing for each in question.choices)
    return "" if is_missing else said[:300]


def in_words(field: str, value: Any) -> str:
    """A value of the register as people read it."""
    if value in (None, ""):
        return "–"
    labels = {"legal_type": dict(LegalType.choices), "size": dict(Size.choices)}
    return str(labels.get(field, {}).get(value, value))


def read_value(field: str, said: str) -> Any:
    """An answer as a value of the register; None where it fits none."""
    return READERS[field](said)


def _among(choices: list[tuple[Any, Any]]) -> Callable[[str], Any]:
    def read(said: str) -> Any:
        return next((code for code, words in choices if said in (code, str(words))), None)

    return read


def _number(least: int, most: int) -> Callable[[str], Any]:
    def read(said: str) -> Any:
        number = int(said) if re.fullmatch(r"[0-9]{1,8}", said) else -1
        return number if least <= number <= most else None

    return read


def _district(said: str) -> District | None:
    known = _districts()
    by_code = next((each for each in known if each.code == said), None)
    named = [each for each in known if each.name == said and each.successor_id is None]
    return by_code or (named[0] if len(named) == 1 else None)


@once_a_request
def _districts() -> list[District]:
    return list(District.objects.all())


READERS: Mapping[str, Callable[[str], Any]] = {
    "legal_type": _among(LegalType.choices),
    "sector": lambda said: said if re.fullmatch("[A-V]", said) else None,
    "size": _among(Size.choices),
    "employees": _number(0, MOST_EMPLOYEES),
    "founded": _number(1900, 2100),
    "district": _district,
}
