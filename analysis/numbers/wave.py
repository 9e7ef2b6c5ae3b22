"""Everything the report of a wave says in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.comments import Comments
from analysis.numbers.coverage import Coverage
from analysis.numbers.criteria import CriterionNumbers
from analysis.numbers.decisions import decide
from analysis.numbers.dialogues import Dialogues
from analysis.numbers.experiences import Drivers, Gaps
from analysis.numbers.figures import Figure
from analysis.numbers.groups import GroupSummary
from analysis.numbers.index import Basket, OfficialYear, Outlook, PrintedDifference
from analysis.numbers.response import Representativeness
from analysis.numbers.stored import OLDEST_READABLE, NotReadable, make_record, require_readable
from analysis.numbers.survey import Fieldwork, Quality, QuestionNumbers
from analysis.numbers.waves import Changes, HeldBack
from analysis.numbers.weighting import Weighting
from analysis.numbers.wording import HasTitle


@dataclass(frozen=True, slots=True)
class WaveNumbers(HasTitle):
    """Everything the report of a wave says in numbers."""

    province: str
    title_vi: str
    title_en: str
    year: int
    target_year: int
    basket_year: int
    opened: str
    closed: str
    questionnaire: str
    is_blind: bool
    criteria: tuple[CriterionNumbers, ...]
    official: tuple[OfficialYear, ...]
    own_score: Figure | None
    own_score_plain: float | None
    outlook: Outlook | None
    basket: Basket | None
    printed: tuple[PrintedDifference, ...]
    fieldwork: Fieldwork
    quality: Quality
    needs: tuple[QuestionNumbers, ...]
    satisfaction: tuple[QuestionNumbers, ...]
    dialogues: Dialogues | None
    target_rank_best: int | None
    target_rank_worst: int | None
    changes: Changes | None = None
    held_back: tuple[HeldBack, ...] = ()
    representativeness: Representativeness | None = None  # older results have none
    comments: Comments | None = None
    weighting: Weighting | None = None  # the same; their weights were not calibrated
    groups: GroupSummary | None = None
    drivers: Drivers | None = None
    gaps: Gaps | None = None
    schema: int = OLDEST_READABLE

    @property
    def told_score(self) -> Figure | None:
        """The sub-index of the survey, unless it is withheld or waits for a person."""
        return self.own_score if self.own_score and self.own_score.is_shown else None

    @property
    def coverage(self) -> Coverage:
        """How much of that sub-index the survey itself measured."""
        return Coverage.of((row.weight or 0.0, bool(row.design)) for row in self.basket_criteria)

    @property
    def last(self) -> OfficialYear | None:
        return max(self.official, key=lambda row: row.year, default=None)

    @property
    def basket_criteria(self) -> tuple[CriterionNumbers, ...]:
        return tuple(row for row in self.criteria if row.weight)

    @classmethod
    def read(cls, data: Mapping[str, Any], decisions: Mapping[str, str] | None = None) -> Self:
        """Read what :func:`dataclasses.asdict` wrote and JSON kept, as people decided on figures.

        Raises :class:`NotReadable` where another version stored it in another form.
        """
        require_readable(data)
        try:
            return cls._read(decide(data, decisions or {}))
        except (KeyError, TypeError) as missing:
            raise NotReadable(str(missing)) from missing

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(
            cls,
            data,
            criteria=tuple(CriterionNumbers.read(row) for row in data["criteria"]),
            official=tuple(make_record(OfficialYear, row) for row in data["official"]),
            own_score=make_record(Figure, data["own_score"]) if data["own_score"] else None,
            printed=tuple(make_record(PrintedDifference, row) for row in data["printed"]),
            fieldwork=Fieldwork.read(data["fieldwork"]),
            quality=Quality.read(data["quality"]),
            needs=tuple(QuestionNumbers.read(row) for row in data["needs"]),
            satisfaction=tuple(QuestionNumbers.read(row) for row in data["satisfaction"]),
            held_back=tuple(make_record(HeldBack, row) for row in data.get("held_back", ())),
            **{name: _read_part(kind, data.get(name)) for name, kind in PARTS.items()},
        )


PARTS: Mapping[str, Any] = {  # that a report may lack, older ones some more
    "outlook": Outlook,
    "basket": Basket,
    "dialogues": Dialogues,
    "changes": Changes,
    "representativeness": Representativeness,
    "comments": Comments,
    "weighting": Weighting,
    "groups": GroupSummary,
    "drivers": Drivers,
    "gaps": Gaps,
}


def _read_part(kind: Any, stored: Mapping[str, Any] | None) -> Any:
    return kind.read(stored) if stored else None
