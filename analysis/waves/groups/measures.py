"""What groups are compared in: criteria, ratings, needs, and questions answered by yes or no."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data import recoding
from analysis.data.profiles import QUESTIONS
from analysis.estimators.descriptive.measures import Measure
from analysis.waves.sample import Sample
from pci.models import CriterionInEdition, Unit
from surveys.instrument import types
from surveys.instrument.model import Document, Question, Text

RATINGS = frozenset("12345")
SATISFIED = frozenset("45")
CRITERIA, RATED, YES = "criteria", "rated", "yes"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure that can be estimated in any group; ``question`` is nothing for a criterion."""

    key: str
    block: str
    name_vi: str
    name_en: str
    unit: str
    direction: int
    measure: Measure
    items: pd.DataFrame
    question: Question | None = None


def list_compared(taken: Sample, defined: Mapping[str, CriterionInEdition]) -> list[Compared]:
    """Everything groups can be compared in: the criteria first, then questions in their order."""
    used = {name for rule in taken.document.criteria for name in rule.questions()}
    found = [*_criteria(taken, defined)]
    for question in taken.document.questions():
        if question.name not in used | set(QUESTIONS.values()):
            found.extend(_question(taken, question))
    return found


def _criteria(taken: Sample, defined: Mapping[str, CriterionInEdition]) -> Iterator[Compared]:
    for code, sample in taken.criteria.items():
        if code in defined:
            known = defined[code]
            yield Compared(
                f"{CRITERIA}:{code}", CRITERIA, known.criterion.name_vi, known.criterion.name_en,
                known.unit, known.direction, sample.measure, sample.items,  # type: ignore[arg-type]
            )  # fmt: skip


def _question(taken: Sample, question: Question) -> Iterator[Compared]:
    """The figures of one question, unless fewer than half were asked or answered it."""
    for one in _figures(taken, question):
        if one.items.notna().any(axis=1).sum() * 2 >= len(taken.frame):
            yield one


def _figures(taken: Sample, question: Question) -> Iterator[Compared]:
    given = taken.answered.given.get(question.name)
    codes = {choice.code for choice in question.choices if choice.missing is None}
    kind = types.of(question)
    if question.rows:
        yield from _rated_rows(taken, question) if codes == RATINGS else ()
    elif given is None:
        return
    elif kind.is_list and not kind.in_order:
        yield from _choices(taken, question, given)
    elif codes in (RATINGS, {"yes", "no"}):
        columns = recoding.choice_columns(question, given)
        block, wanted = (RATED, SATISFIED) if codes == RATINGS else (YES, frozenset({"yes"}))
        key, items = f"{block}:{question.name}", _join(columns, wanted)
        yield _share(taken.document, question, key, question.text, items, int(block == RATED))


def _choices(taken: Sample, question: Question, given: list[Any]) -> Iterator[Compared]:
    """The share that names each choice of a list."""
    columns = recoding.choice_columns(question, given)
    for choice in question.choices:
        if choice.code in columns and not choice.other:
            key = f"{question.name}:{choice.code}"
            yield _share(taken.document, question, key, choice.text, columns[[choice.code]], 0)


def _rated_rows(taken: Sample, question: Question) -> Iterator[Compared]:
    """The share that is satisfied with each row of a table."""
    for row in question.rows:
        given = taken.answered.rows[question.name, row.code]
        items = _join(recoding.row_columns(question, given), SATISFIED)
        key = f"{RATED}:{question.name}.{row.code}"
        yield _share(taken.document, question, key, row.text, items, 1)


def _join(columns: pd.DataFrame, wanted: frozenset[str]) -> pd.DataFrame:
    """One column that is 1 for any of the wanted answers."""
    answered = columns.notna().any(axis=1)
    named = columns[sorted(wanted)].sum(axis=1).clip(upper=1.0)
    return named.where(answered).to_frame("share")


def _share(
    document: Document,
    question: Question,
    key: str,
    text: Text,
    items: pd.DataFrame,
    direction: int,
) -> Compared:
    block = key.partition(":")[0]
    name_vi, name_en = (document.plain(text, language) for language in ("vi", "en"))
    return Compared(
        key, block, name_vi, name_en, Unit.SHARE, direction, "share", items, question
    )  # fmt: skip


def list_blocks(
    taken: Sample, rows: list[Compared], say: Callable[[str], tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """The title of every block, in both languages: its question's, else ``say(block)``."""
    titles = {}
    for row in rows:
        if row.block not in titles:
            own = row.question if row.block not in {CRITERIA, RATED, YES} else None
            told = (
                (taken.document.plain(own.text, "vi"), taken.document.plain(own.text, "en"))
                if own
                else None
            )
            titles[row.block] = told or say(row.block)
    return titles
