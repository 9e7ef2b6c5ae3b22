"""The figures of a report leave as a table that says of each what it is and how sure."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.models import User
from analysis.actions import analyse_wave
from analysis.reports.wave import figures_table, numbers_of
from core.access import Role
from core.models import AuditEntry
from tests.analysis.test_views import NOW
from tests.factories.analysis import AnalysisRunFactory, ReportFactory, closed_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return analyse_wave(wave=closed_wave(answers=90), now=NOW, by=None)


def test_every_estimate_and_official_value_is_a_row(run):
    numbers = numbers_of(run)
    rows = [
        dict(zip(figures_table.HEADINGS, row, strict=True)) for row in figures_table.table(numbers)
    ]

    estimated = {row["code"]: row for row in rows if row["figure"] == "survey"}
    for criterion in numbers.criteria:
        if criterion.design and criterion.design.is_shown:
            row = estimated[criterion.code]
            assert (row["value"], row["low"], row["high"], row["n"]) == (
                criterion.design.value,
                criterion.design.low,
                criterion.design.high,
                criterion.design.n,
            )
    score = estimated["subindex"]
    assert (score["criteria_measured"], score["weight_measured"]) == (11, pytest.approx(0.8))
    assert {row["criteria_measured"] for row in rows if row is not score} == {None}
    official = [row for row in rows if row["figure"] == "official" and row["code"] == "subindex"]
    assert {row["year"]: row["value"] for row in official} == {
        row.year: row.score for row in numbers.official
    }


def test_a_figure_that_may_not_be_shown_keeps_its_value_to_itself(run):
    stored = run.results
    stored["criteria"][0]["design"] |= {"shown": "suppress", "n": 7}
    row = next(
        dict(zip(figures_table.HEADINGS, row, strict=True))
        for row in figures_table.table(type(numbers_of(run)).read(stored))
        if row[5] == "survey"
    )

    assert (row["value"], row["low"], row["standard_error"], row["n"]) == (None, None, None, 7)


@pytest.mark.parametrize(("is_published", "status"), [(True, 200), (False, 404)])
def test_visitors_take_the_figures_of_a_published_report(client, run, is_published, status):
    ReportFactory(run=run, made_at=NOW, published_at=NOW if is_published else None)

    answer = client.get(reverse("analysis:figures", args=[run.pk, "csv"]))

    assert answer.status_code == status
    if is_published:
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {line["figure"] for line in lines} >= {"official", "survey"}


def test_staff_take_figures_before_and_it_is_noted(client, run):
    client.force_login(User.objects.create_user("s@thuocdo.example", role=Role.STAFF))

    assert client.get(reverse("analysis:figures", args=[run.pk, "xlsx"])).status_code == 200
    assert client.get(reverse("analysis:figures", args=[run.pk, "exe"])).status_code == 404
    assert AuditEntry.objects.filter(action="report.figures").count() == 1


def test_a_run_of_another_form_has_no_table(client):
    run = AnalysisRunFactory(results={})
    ReportFactory(run=run, made_at=NOW, published_at=NOW)

    assert client.get(reverse("analysis:figures", args=[run.pk, "csv"])).status_code == 404
