"""The public index over the editions: what was published, and of our own what was released."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from analysis.data.index_history import CriterionHistory, history_of
from analysis.reports import index_pictures
from core.fixtures import Loading
from pci.actions import fixtures
from pci.models import Province
from tests.factories import analysis as numbers
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

NOW = datetime(2018, 11, 1, tzinfo=UTC)


@pytest.fixture
def home(db):
    loading = Loading()
    fixtures.load(loading)
    fixtures.load_example(loading)
    return Province.objects.home()


def row(**more):
    fields = {"code": "c", "name": "c", "unit": "share", "direction": 1, "official": {}}
    return CriterionHistory(**(fields | more))


@pytest.mark.parametrize(
    ("official", "direction", "breaks", "step"),
    [
        ({2016: 0.5, 2017: 0.75}, 1, (), 0.25),
        ({2016: 0.5, 2017: 0.75}, -1, (), -0.25),
        ({2016: 0.5, 2017: 0.75}, 1, (2017,), None),
        ({2016: 0.5, 2017: 0.75}, 1, (2016,), 0.25),
        ({2017: 0.75}, 1, (), None),
    ],
)
def test_a_step_counts_the_better_as_more_and_stops_at_a_break(official, direction, breaks, step):
    assert row(official=official, direction=direction, breaks=breaks).step == step


def test_titles_count_what_moved():
    rows = [
        row(official={2016: 0.5, 2017: 0.75}),
        row(official={2016: 0.5, 2017: 0.25}),
        row(official={2016: 0.5, 2017: 0.5}),
    ]
    assert index_pictures.count_steps(rows) == (1, 1)


def test_a_new_set_of_criteria_is_a_break_and_so_is_a_new_way_of_measuring(home):
    history = history_of(home)

    assert [row.year for row in history.scores] == [2015, 2016, 2017]
    assert history.breaks == (2017,)
    assert len(history.criteria) == 12
    assert {row.code for row in history.criteria if row.breaks == (2017,)} >= {"info_days"}


def test_own_figures_stand_in_the_public_index_once_their_report_is_published(home):
    surveyed = asdict(numbers.criterion("planning", design=numbers.figure(2.52)))
    results = {"criteria": [surveyed], "own_score": asdict(numbers.figure(6.4))}
    run = AnalysisRunFactory(results=results, wave__year=2018)
    report = ReportFactory(run=run, made_at=NOW)
    assert history_of(home).own == {}

    report.published_at = NOW
    report.save()

    history = history_of(home)
    planning = next(row for row in history.criteria if row.code == "planning")
    assert {year: told.value for year, told in history.own.items()} == {2018: 6.4}
    assert planning.own[2018].value == 2.52
    assert history.expected is None


def test_another_province_has_official_values_alone(home):
    other = Province.objects.exclude(pk=home.pk).first()

    history = history_of(other)

    assert (history.scores, history.criteria, history.own) == ((), (), {})
    assert index_pictures.pictures_of(other) is None
