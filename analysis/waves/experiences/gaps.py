"""Information needed, against how easily it is had: kinds needed most and got least.

A kind of information is rated by the rows of tables of access that carry its code; three kinds of
the shipped questionnaires are asked about in rows of other names. A kind is named where it is
needed more and had less easily than the kinds are on average, both beyond chance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.data import recoding
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.estimators.inference.adjustment import adjust_p_values
from analysis.estimators.inference.groups import estimate_domains, join, p_of
from analysis.numbers import Figure
from analysis.numbers.experiences import MARKED, Gaps, Kind
from analysis.waves.groups.comparison import tell
from analysis.waves.sample import Sample
from plan.models import Assignment
from surveys.instrument import types
from surveys.instrument.model import Choice, Question

EASY = 4.0  # and 5, on the scale that has 5 as the easiest
FEWEST_KINDS = 3
NONE = "none"
ROWS = {
    "development": ("master", "annual"),
    "projects": ("invest",),
    "legal": ("laws", "circulars", "province"),
}
LED_BY = {  # kinds that no table rates: the criteria they belong to
    "budget": ("budget_detail",),
    "bidding": ("bidding_public",),
    "tax": ("tax_negotiation",),
}


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """A kind with what it is needed and had by: columns of 1 and 0."""

    choice: Choice
    criterion: str
    need: pd.DataFrame
    easy: pd.DataFrame | None


def gaps(taken: Sample, led: Mapping[str, Assignment]) -> Gaps | None:
    """Set needs against ease; nothing where fewer than three kinds have both."""
    question = _find_needs(taken)
    if question is None:
        return None
    kinds = _number_all(taken, list(_place(taken, question)), led)
    if sum(kind.is_placed for kind in kinds) < FEWEST_KINDS:
        return None
    return Gaps(
        text_vi=taken.document.plain(question.text, "vi"),
        text_en=taken.document.plain(question.text, "en"),
        n=max(kind.need.n for kind in kinds),
        need_mean=_mean(kind.need for kind in kinds if kind.is_placed),
        easy_mean=_mean(kind.easy for kind in kinds if kind.is_placed),
        kinds=tuple(sorted(kinds, key=lambda kind: -kind.need.value)),
    )


def _number_all(
    taken: Sample, placed: Sequence[Placed], led: Mapping[str, Assignment]
) -> list[Kind]:
    """Both figures of every kind, and which are needed more and got less than the others."""
    kinds = [_number(one, taken, led) for one in placed]
    both = [one for one, kind in zip(placed, kinds, strict=True) if kind.is_placed]
    named = _find_gaps(taken, both) if both else set()
    return [replace(kind, is_gap=kind.code in named) for kind in kinds]


def _mean(told: Iterable[Figure | None]) -> float:
    return float(np.mean([one.value for one in told if one]))


def _rated_items(taken: Sample) -> dict[str, tuple[str, "pd.Series[float]"]]:
    """Ratings of access by the row they stand in: the criterion, and the oriented answers."""
    found = {}
    for rule in taken.document.criteria:
        if rule.measure == "mean":
            for item in rule.items:
                row = item.partition(".")[2]
                if row:
                    found[row] = rule.criterion, taken.frame[recoding.column_of(rule, item)]
    return found


def _find_needs(taken: Sample) -> Question | None:
    """The question with several answers whose choices are rated by most rows of access."""
    rows, best = _rated_items(taken), None
    most = FEWEST_KINDS - 1
    for question in taken.document.questions():
        kind = types.of(question)
        if not kind.is_list or kind.in_order or question.name not in taken.answered.given:
            continue
        count = sum(bool(_rows_of(choice.code, rows)) for choice in question.choices)
        if count > most:
            best, most = question, count
    return best


def _rows_of(code: str, rated: Mapping[str, object]) -> list[str]:
    return [row for row in (code, *ROWS.get(code, ())) if row in rated]


def _place(taken: Sample, question: Question) -> Iterator[Placed]:
    rated = _rated_items(taken)
    columns = recoding.choice_columns(question, taken.answered.given[question.name])
    for choice in question.choices:
        if choice.code not in columns or choice.exclusive or choice.other or choice.code == NONE:
            continue
        rows = _rows_of(choice.code, rated)
        easy = pd.DataFrame({row: _is_easy(rated[row][1]) for row in rows}) if rows else None
        criterion = rated[rows[0]][0] if rows else ""
        yield Placed(choice, criterion, columns[[choice.code]], easy)


def _is_easy(values: "pd.Series[float]") -> "pd.Series[float]":
    return (values >= EASY).astype("float64").where(values.notna())


def _number(one: Placed, taken: Sample, led: Mapping[str, Assignment]) -> Kind:
    lead = next(
        (led[c] for c in (one.criterion, *LED_BY.get(one.choice.code, ())) if c in led), None
    )
    say = taken.document.plain
    return Kind(
        code=one.choice.code,
        name_vi=say(one.choice.text, "vi"),
        name_en=say(one.choice.text, "en"),
        need=_estimate(taken, one.need),
        easy=None if one.easy is None else _estimate(taken, one.easy),
        leads_vi=lead.leads_vi if lead else "",
        leads_en=lead.leads_en if lead else "",
    )


def _estimate(taken: Sample, items: pd.DataFrame) -> Figure:
    told = criterion_estimate(taken.design, items, measure="share", named=[1.0])
    return tell(told.estimate, is_hidden=False)


def _find_gaps(taken: Sample, placed: Sequence[Placed]) -> set[str]:
    """The kinds above the mean need and below the mean ease, adjusted for all comparisons."""
    needs = _against_mean(taken, [one.need for one in placed])
    eases = _against_mean(taken, [one.easy for one in placed if one.easy is not None])
    p_values = adjust_p_values([p for _away, p in (*needs, *eases)], "BH")
    half = len(placed)
    return {
        one.choice.code
        for at, one in enumerate(placed)
        if needs[at][0] > 0 > eases[at][0] and max(p_values[at], p_values[half + at]) <= MARKED
    }


def _against_mean(taken: Sample, kinds: Sequence[pd.DataFrame]) -> list[tuple[float, float]]:
    """How far each kind lies from the mean of all kinds, and the p-value of none."""
    everybody = np.ones((len(taken.frame), 1), dtype=np.bool_)
    each = [estimate_domains(taken.design, one, "share", everybody) for one in kinds]
    together = join(each)
    found = []
    for at in range(len(each)):
        coefficients = np.full(len(each), -1 / len(each))
        coefficients[at] += 1
        told = together.contrast(coefficients)
        found.append((told.value, p_of(told) or 1.0))
    return found
