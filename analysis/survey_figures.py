"""What a released survey says, for floors below: beside the log of requests, and of targets."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis.data.breakdowns import read_measured
from analysis.data.decided import decided_criteria
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers import PRINT, Figure
from dialogues.survey_figures import SurveyFigure
from plan.models import Target
from plan.reporting.measures import Measured, write_share


def _released_runs() -> QuerySet[AnalysisRun]:
    """Released runs, the newest first."""
    rows = AnalysisRun.objects.published().select_related("wave")
    return rows.order_by("-wave__year", "-made_at")


def survey_figure(criterion: str) -> SurveyFigure | None:
    """The estimate of the newest published run, unless it is too uncertain to be printed."""
    run = _released_runs().first()
    if run is None:
        return None
    for row in decided_criteria(run):
        figure = row.get("design")
        if row.get("code") == criterion and figure and figure["shown"] == PRINT:
            return SurveyFigure(
                year=run.wave.year,
                value=figure["value"],
                low=figure["low"],
                high=figure["high"],
                n=figure["n"],
            )
    return None


def measure_answer(target: Target, until: date) -> Measured | None:
    """The share of the answer a target names, from the newest released survey that asked for it."""
    question, _sign, answer = target.survey_answer.partition("=")
    key = f"yes:{question}" if answer == "yes" else f"{question}:{answer}"
    runs = _released_runs().filter(wave__year__lte=until.year).order_by()
    kept = Breakdown.objects.filter(run__in=runs).select_related("run__wave")
    for found in kept.order_by("-run__wave__year", "-run__made_at"):
        asked = read_measured(found).get(key)
        if asked is not None:
            return _tell_share(asked.overall, found.run) if asked.overall.shown == PRINT else None
    return None


def _tell_share(figure: Figure, run: AnalysisRun) -> Measured:
    """A share with its interval and where it comes from."""
    words = _("survey %(year)s, %(n)s answers, 95%% interval %(low)s to %(high)s")
    told = {"year": run.wave.year, "n": figure.n}
    ends = {"low": write_share(figure.low), "high": write_share(figure.high)}
    return Measured(figure.value, write_share(figure.value), words % (told | ends))
