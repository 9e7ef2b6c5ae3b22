"""Figures that are left to a person, as the page of decisions and the report tell them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.models import AnalysisRun, FigureDecision
from analysis.numbers import ReviewedFigure, WaveNumbers, list_reviewed
from core.charts.base import write_interval, write_number


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with what it would say, why a person decides, and what was decided."""

    key: str
    name: str
    value: str
    interval: str
    n: int
    why: str
    waits: bool
    history: Sequence[FigureDecision]

    @property
    def decision(self) -> FigureDecision | None:
        """The newest decision; it holds."""
        return self.history[0] if self.history else None


def lines(run: AnalysisRun, numbers: WaveNumbers) -> list[Line]:
    """Every figure left to a person, with the history of its decisions, newest first."""
    reviewed = list_reviewed(numbers)
    if not reviewed:
        return []
    measured = numbers.coverage.short
    made = FigureDecision.objects.about(run.wave_id, run.frame_digest).select_related("decided_by")
    history: dict[str, list[FigureDecision]] = {}
    for decision in made:
        history.setdefault(decision.key, []).append(decision)
    return [_line(one, history.get(one.key, []), measured) for one in reviewed]


def _line(one: ReviewedFigure, history: Sequence[FigureDecision], measured: str) -> Line:
    told, factor = one.figure, 100 if one.is_share else 1
    return Line(
        key=one.key,
        name=one.name or f"{_('Sub-index (points from 1 to 10)')}: {measured}",
        value=write_number(told.value * factor, one.decimals) + ("%" if one.is_share else ""),
        interval=write_interval(told.low * factor, told.high * factor, one.decimals),
        n=told.n,
        why="; ".join(say_reasons(told.why)),
        waits=told.waits,
        history=history,
    )


def say_reasons(why: str) -> list[str]:
    """Say why a figure is left to a person."""
    words = {
        "df": _("fewer than 8 degrees of freedom: the interval itself is uncertain"),
        "events": _("everybody, or nobody, gave this answer"),
        "variance": _("the variance cannot be estimated"),
        "part": _("criteria that are withheld are part of it"),
        "measured": _("the survey measured less than half of its weight"),
    }
    return [words[key] for key in why.split(",") if key in words]
