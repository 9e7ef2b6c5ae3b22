"""The worker analyses once, however often it is killed over it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from analysis import actions, tasks
from analysis.models import AnalysisRun, Forecast
from surveys.models import WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """Note what the worker computes and prints, without the half minute it takes."""
    noted = []

    def analysed(*, wave, **_more):
        noted.append("analysed")
        return AnalysisRunFactory(wave=wave, made_at=timezone.now())

    monkeypatch.setattr(actions, "analyse_wave", analysed)
    monkeypatch.setattr(actions, "make_report", lambda *, report, now: noted.append(report))
    monkeypatch.setattr("analysis.reports.papers.stored.write_all", lambda _run, _language: 0)
    return noted


def order(wave, now):
    wave.status = WaveStatus.CLOSED
    return actions.order_analysis(wave=wave, by=UserFactory(), now=now)


def test_a_run_that_was_stored_before_the_worker_died_gets_its_report(done):
    run = AnalysisRunFactory(made_at=timezone.now())
    ReportFactory(run=run, language="vi", made_at=timezone.now())
    job = order(run.wave, run.made_at - timedelta(seconds=20))

    result = tasks.analyse_wave(job)

    assert "analysed" not in done
    assert {(report.run, report.language) for report in done} == {(run, "vi"), (run, "en")}
    assert result == ("analysis:run", run.pk)


def test_a_run_that_was_there_before_the_order_is_followed_by_a_new_one(done):
    run = AnalysisRunFactory(made_at=timezone.now())
    job = order(run.wave, run.made_at + timedelta(seconds=1))

    tasks.analyse_wave(job)

    assert done[0] == "analysed"
    assert AnalysisRun.objects.filter(wave=run.wave).count() == 2


def test_two_orders_of_the_same_analysis_are_one(done):
    run = AnalysisRunFactory()

    assert order(run.wave, timezone.now()) == order(run.wave, timezone.now())


def test_an_order_whose_worker_died_after_sealing_makes_no_second_forecast(monkeypatch):
    call_command("load_fixtures", example=True, verbosity=0)
    few = partial(actions.freeze_forecast, draws=200)
    monkeypatch.setattr(actions, "freeze_forecast", few)
    wish = {"year": 2018, "reason": "sau khảo sát", "by": UserFactory()}
    job = actions.order_forecast(now=timezone.now(), **wish)
    monkeypatch.setattr(tasks, "draw_forecast", _killed)
    with pytest.raises(Killed):
        tasks.freeze_forecast(job)
    drawn = []
    monkeypatch.setattr(tasks, "draw_forecast", drawn.append)

    tasks.freeze_forecast(job)
    job.ordered_at = timezone.now()  # another order
    tasks.freeze_forecast(job)

    first, second = Forecast.objects.order_by("number")
    assert drawn == [first, second]
    assert second.supersedes == first


class Killed(BaseException):
    """Nothing catches it, as nothing catches the end of a process."""


def _killed(_forecast):
    raise Killed
