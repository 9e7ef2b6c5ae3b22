"""What holds of each text once all coded it; where coders differ; how far they agree."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import QuerySet

from accounts.models import User
from analysis.models import Code, Coding, CodingFrame, OpenAnswer, Settlement
from analysis.numbers.comments import CodeAgreement

if TYPE_CHECKING:
    from analysis.estimators.inference.agreement import Agreement, Flags

LEVEL = 0.95
Given = frozenset[int]  # keys of codes


@dataclass(slots=True)
class Outcome:
    """One text: what each coder gave, and what was settled."""

    answer: int
    given: dict[int, Given] = field(default_factory=dict)
    settled: Given | None = None
    proposed: bool = False  # settled by one coder, and the other has not agreed yet

    @property
    def is_uncoded(self) -> bool:
        return not self.given

    @property
    def differs(self) -> bool:
        return len(set(self.given.values())) > 1

    @property
    def final(self) -> Given | None:
        """The codes that hold, if it is known."""
        if self.settled is not None and not self.proposed and self.differs:
            return self.settled
        return None if self.differs or not self.given else next(iter(self.given.values()))


def read_outcomes(frame: CodingFrame) -> dict[int, Outcome]:
    """Every text of a frame by its key, in four queries however many there are."""
    found = {key: Outcome(key) for key in frame.texts.values_list("pk", flat=True)}
    codings = Coding.objects.filter(answer__frame=frame)
    codes = _codes_by(Coding.codes.through.objects.filter(coding__in=codings), "coding_id")
    for key, answer, coder in codings.values_list("pk", "answer", "coder"):
        found[answer].given[coder] = frozenset(codes[key])
    settlements = Settlement.objects.filter(answer__frame=frame)
    codes = _codes_by(
        Settlement.codes.through.objects.filter(settlement__in=settlements), "settlement_id"
    )
    for settlement in settlements:
        outcome = found[settlement.answer_id]
        outcome.settled, outcome.proposed = frozenset(codes[settlement.pk]), not settlement.holds
    return found


def _codes_by(rows: QuerySet[Any], key: str) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for owner, code in rows.values_list(key, "code_id"):
        found[owner].add(code)
    return found


def differs(answer: OpenAnswer) -> bool:
    """Whether the coders of one text gave it different codes."""
    given = {frozenset(c.pk for c in each.codes.all()) for each in answer.codings.all()}
    return len(given) > 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders, and how they agree on each code and on all."""

    first: User
    second: User
    rows: tuple[CodeAgreement, ...]
    pooled: CodeAgreement


def list_pairs(frame: CodingFrame) -> list[Pair]:
    """How every two coders agree on the texts both coded; what was settled later plays no part."""
    outcomes = list(read_outcomes(frame).values())
    coders = User.objects.in_bulk({coder for one in outcomes for coder in one.given})
    codes = list(frame.codes.all())
    listed = sorted(coders.values(), key=str)
    return list(_pairs(listed, outcomes, codes)) if codes else []


def _pairs(coders: list[User], outcomes: list[Outcome], codes: list[Code]) -> Iterator[Pair]:
    from analysis.estimators.inference import agreement  # noqa: PLC0415 -- slow import

    for first, second in combinations(coders, 2):
        both = [one for one in outcomes if {first.pk, second.pk} <= one.given.keys()]
        if both:
            a, b = (_flags(both, coder.pk, codes) for coder in (first, second))
            rows = tuple(
                _tell(code.name_vi, code.name_en, agreement.kappa_of_code(a[:, place], b[:, place]))
                for place, code in enumerate(codes)
            )
            yield Pair(first, second, rows, _tell("", "", agreement.pooled_kappa(a, b)))


def _flags(outcomes: list[Outcome], coder: int, codes: list[Code]) -> "Flags":
    return np.array([[code.pk in one.given[coder] for code in codes] for one in outcomes])


def _tell(name_vi: str, name_en: str, found: "Agreement") -> CodeAgreement:
    low, high = found.interval(LEVEL)
    return CodeAgreement(
        name_vi=name_vi,
        name_en=name_en,
        n=found.n,
        observed=found.observed,
        kappa=found.kappa if isfinite(found.kappa) else None,
        low=low if isfinite(found.se) else None,
        high=high if isfinite(found.se) else None,
    )
