"""How much of a survey's sub-index the survey itself measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

SMALLEST_MEASURED = 0.5  # of the weight, see estimators.uncertainty.release
ROUNDING = 1e-9  # of a sum of weights


@dataclass(frozen=True, slots=True)
class Coverage:
    """Criteria of the basket with an answer in the survey, and their share of the weight."""

    measured: int
    criteria: int
    weight: float

    @classmethod
    def of(cls, parts: Iterable[tuple[float, bool]]) -> Self:
        """Count criteria, each given by its weight and whether the survey measured it."""
        rows = list(parts)
        own, whole = sum(weight for weight, is_own in rows if is_own), sum(w for w, _own in rows)
        return cls(sum(is_own for _weight, is_own in rows), len(rows), own / whole if whole else 0)

    @classmethod
    def of_stored(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Count the criteria of stored results."""
        return cls.of((row["weight"], bool(row["design"])) for row in rows if row["weight"])

    @property
    def is_whole(self) -> bool:
        return self.measured == self.criteria

    @property
    def is_enough(self) -> bool:
        """Whether it is a figure of the survey at all."""
        return self.weight >= SMALLEST_MEASURED - ROUNDING

    @property
    def _words(self) -> dict[str, Any]:
        share = int(100 * (self.weight + ROUNDING))  # 49.99 % reads as less than half
        return {"measured": self.measured, "criteria": self.criteria, "share": share}

    @property
    def short(self) -> str:
        """What stands beside the figure."""
        told = _("%(measured)s of %(criteria)s criteria measured, %(share)s%% of the weight")
        return told % self._words

    @property
    def sentence(self) -> str:
        """What a reader has to know of the figure."""
        if self.is_whole:
            told = _("The survey itself measured all %(criteria)s criteria.")
        elif self.is_enough:
            told = _(
                "The survey itself measured %(measured)s of the %(criteria)s criteria, which carry"
                " %(share)s%% of the weight. For the others the last official value stands in; how"
                " far the next one may lie from it is part of the interval."
            )
        else:
            told = _(
                "The survey itself measured only %(measured)s of the %(criteria)s criteria, which"
                " carry %(share)s%% of the weight. With less than half of it no sub-index of the"
                " survey is given."
            )
        return told % self._words
