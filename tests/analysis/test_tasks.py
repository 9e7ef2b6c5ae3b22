"""The worker analyses once, however often it is killed over it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from analysis import actions, tasks
from analysis.models import AnalysisRun, Forecast
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
    return noted


def test_a_run_that_was_stored_before_the_worker_died_gets_its_report(done):
    run = AnalysisRunFactory(made_at=timezone.now() - timedelta(minutes=16))
    ReportFactory(run=run, language="vi", made_at=timezone.now())

    tasks.analyse_wave(run.wave_id, UserFactory().pk)

    assert "analysed" not in done
    assert {(report.run, report.language) for report in done} == {(run, "vi"), (run, "en")}


@pytest.mark.parametrize("made", [0, 2])
def test_an_old_or_a_finished_run_is_followed_by_a_new_one(done, made):
    age = timedelta(minutes=5) if made else timedelta(hours=2)
    run = AnalysisRunFactory(made_at=timezone.now() - age)
    for language in ("vi", "en")[:made]:
        ReportFactory(run=run, language=language, made_at=timezone.now())

    tasks.analyse_wave(run.wave_id, UserFactory().pk)

    assert done[0] == "analysed"
    assert AnalysisRun.objects.filter(wave=run.wave).count() == 2


def test_an_order_whose_worker_died_after_sealing_makes_no_second_forecast(monkeypatch):
    call_command("load_fixtures", verbosity=0)
    few = partial(actions.freeze_forecast, draws=200)
    monkeypatch.setattr(actions, "freeze_forecast", few)
    order = (2018, "sau khảo sát", UserFactory().pk, timezone.now())
    monkeypatch.setattr(tasks, "draw_forecast", _killed)
    with pytest.raises(Killed):
        tasks.freeze_forecast(*order)
    drawn = []
    monkeypatch.setattr(tasks, "draw_forecast", drawn.append)

    tasks.freeze_forecast(*order)
    tasks.freeze_forecast(*order[:3], timezone.now())

    first, second = Forecast.objects.order_by("number")
    assert drawn == [first, second]
    assert second.supersedes == first


class Killed(BaseException):
    """Nothing catches it, as nothing catches the end of a process."""


def _killed(_forecast):
    raise Killed
