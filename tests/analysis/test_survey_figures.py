"""The survey's answer beside the log of requests: of published runs alone."""

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from analysis.models import Breakdown
from analysis.survey_figures import survey_figure
from dialogues import survey_figures
from plan.models import Measure, Target
from plan.reporting.measures import measure
from tests.factories.analysis import AnalysisRunFactory, ReportFactory, figure

MADE = datetime(2027, 3, 1, tzinfo=UTC)
PUBLISHED = {"made_at": MADE, "published_at": MADE}
FIGURE = {"value": 0.56, "low": 0.47, "high": 0.65, "n": 113}


def run_with(shown):
    row = {"code": "info_received", "design": {**FIGURE, "shown": shown}}
    return AnalysisRunFactory(results={"criteria": [row]})


@pytest.mark.django_db
def test_only_a_published_run_is_shown():
    run = run_with("print")
    assert survey_figure("info_received") is None

    ReportFactory(run=run, **PUBLISHED)

    figure = survey_figure("info_received")
    assert (figure.value, figure.low, figure.high, figure.n) == (0.56, 0.47, 0.65, 113)
    assert figure.year == run.wave.year
    assert survey_figure("info_days") is None
    assert survey_figures.survey_figure("info_received") == figure


@pytest.mark.django_db
def test_a_suppressed_figure_stays_suppressed():
    ReportFactory(run=run_with("suppress"), **PUBLISHED)
    assert survey_figure("info_received") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shown", "answer", "told"),
    [
        ("print", "trained=yes", "45%"),
        ("print", "needs=land", "45%"),
        ("suppress", "trained=yes", None),
        ("print", "trained=no", None),
    ],
)
def test_a_target_is_measured_by_an_answer_of_a_released_survey(shown, answer, told):
    run = AnalysisRunFactory()
    share = asdict(figure(0.45, 0.05, shown=shown))
    row = {"block": "b", "name_vi": "", "name_en": "", "unit": "share", "direction": 1}
    keys = ("yes:trained", "needs:land")
    rows = [row | {"key": key, "overall": share} for key in keys]
    Breakdown.objects.create(run=run, content={"measures": rows, "groupings": []})
    target = Target(measure=Measure.SURVEY_ANSWER, survey_answer=answer)
    year_end = date(run.wave.year, 12, 10)

    assert measure(target, year_end) is None
    ReportFactory(run=run, **PUBLISHED)

    found = measure(target, year_end)
    assert (found.text if found else None) == told
    assert measure(target, date(run.wave.year - 1, 12, 10)) is None
