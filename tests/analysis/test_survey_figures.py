"""The survey's answer beside the log of requests: of published runs alone."""

from datetime import UTC, datetime

import pytest

from analysis.survey_figures import survey_figure
from dialogues import survey_figures
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

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
