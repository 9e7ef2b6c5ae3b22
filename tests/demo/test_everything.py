"""The demonstration: complete, marked, made once, never mixed with real data."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from numpy.random import default_rng

from accounts.models import User
from analysis.models import AnalysisRun, Report
from core.access import Role
from core.clock import timezone
from core.models import SiteState
from demo import answers, clock, everything, waves
from dialogues.models import Attachment, Issue, MinutesStatus, Session
from dialogues.workflow.transitions import State
from directory import synthetic
from directory.models import Enterprise
from plan.models import ProgressReport, ReportStatus
from surveys.instrument import loading
from surveys.models import BurntToken, Mode, Response, Wave, WaveStatus
from tests.dialogues.replay import replay, snapshot
from tests.factories.surveys import WaveFactory

SMALL = {"register": 500, "asked_2017": 160, "asked_2018": 200, "asked_now": 150}


@pytest.fixture
def demonstration(db, settings, tmp_path, short_papers):
    settings.DATA_DIR, settings.CLOCK_SHIFT = tmp_path, timedelta()
    cache.clear()
    clock.turn_to(clock.BEGINS_AT)
    everything.create(seed=1, now=clock.BEGINS_AT, tell=lambda _line: None, sizes=SMALL)
    yield everything.access_sheet()
    cache.clear()


def the_dialogues_are_whole():
    """Four sessions, three of them held and signed; every state, and something overdue."""
    assert Session.objects.count() == 4
    assert Session.objects.held().filter(minutes__status=MinutesStatus.SIGNED).count() == 3
    issues = Issue.objects.all()
    assert len(issues) == 40
    assert {issue.state for issue in issues} >= {
        State.RECEIVED,
        State.ACCEPTED,
        State.ASSIGNED,
        State.COMMITTED,
        State.FORWARDED,
        State.DIVERTED,
        State.CONFIRMED,
    }
    assert issues.overdue(timezone.localdate()).count() == 4
    for issue in issues:
        assert replay(issue.events.order_by("position")) == snapshot(issue)


@pytest.mark.slow
def test_the_demonstration_runs_the_whole_line(demonstration, client):
    assert SiteState.objects.get().is_demonstration
    sent = ProgressReport.objects.filter(status=ReportStatus.SENT).values_list("due_on", flat=True)
    assert set(sent) == {date(2018, 6, 10), date(2018, 12, 10)}
    closed = Wave.objects.get(year=2018, status=WaveStatus.CLOSED)
    assert closed.responses.submitted().count() > 60
    current = Wave.objects.get(status=WaveStatus.OPEN)
    assert current.takes_answers_on(timezone.localdate())
    assert BurntToken.objects.filter(wave=current).count() == current.responses.count() > 0
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)

    imported = Wave.objects.get(year=2017).responses.submitted()
    assert set(imported.values_list("mode", flat=True)) == {Mode.IMPORT}
    assert not imported.filter(sampled__isnull=True).exists()
    assert closed.web_score.total == 33.5
    waiting = Attachment.objects.waiting()
    assert sorted(bool(file.found) for file in waiting) == [False, True]

    the_dialogues_are_whole()

    before, run = AnalysisRun.objects.order_by("wave__year")
    assert (before.wave.year, run.wave) == (2017, closed)
    changes = run.results["changes"]
    assert changes["year"] == 2017
    assert len(changes["rows"]) > 5
    assert Report.objects.filter(run=run, published_at__isnull=False).count() == 2
    assert run.results["dialogues"]["issues"] > 0
    page = client.get(reverse("analysis:run", args=[run.pk])).content.decode()
    assert "Số liệu minh họa" in page
    assert "Dữ liệu minh họa" in page
    assert "5,94" in page
    chapter = client.get(reverse("analysis:chapter", args=[run.pk, "basket"])).content.decode()
    assert "6,01" in chapter

    link = re.search(r"(/s/\S+/)", demonstration).group(1)
    assert client.get(link).status_code == 200
    for role, (name, _full_name) in everything.people.WHO.items():
        password = re.search(rf"{role}\s+{name}@thuocdo\.example\s+(\S+)", demonstration).group(1)
        account = User.objects.get(email=f"{name}@thuocdo.example")
        assert (account.role, account.check_password(password)) == (role, True)

    before = Response.objects.count(), Enterprise.objects.count(), User.objects.count()
    told = StringIO()
    call_command("create_demo", stdout=told)
    assert "nothing was changed" in told.getvalue()
    assert link in told.getvalue()
    assert (Response.objects.count(), Enterprise.objects.count(), User.objects.count()) == before


@pytest.mark.django_db
def test_invented_data_are_never_written_beside_real_ones():
    cache.clear()
    WaveFactory()

    with pytest.raises(CommandError):
        call_command("create_demo", stdout=StringIO())

    assert not SiteState.objects.exists()


@pytest.mark.django_db
def test_only_a_demonstration_is_emptied():
    cache.clear()
    wave = WaveFactory()

    with pytest.raises(CommandError):
        call_command("create_demo", "--reset", stdout=StringIO())

    assert Wave.objects.get() == wave


@pytest.mark.django_db
def test_the_same_seed_invents_the_same_answers():
    call_command("load_fixtures", example=True, stdout=StringIO())
    enterprises = synthetic.register(rng=default_rng(3), size=20)

    def told():
        rng = default_rng(5)
        return [answers.answers(answers.respondent(e, rng), 2018, rng) for e in enterprises]

    assert told() == told()


@pytest.mark.django_db
def test_invented_answers_are_calibrated():
    call_command("load_fixtures", example=True, stdout=StringIO())
    rng = default_rng(7)
    given = [
        answers.answers(answers.respondent(enterprise, rng), 2018, rng)
        for enterprise in synthetic.register(rng=rng, size=2900)
    ]

    visited = [one["web_access"] == "yes" for one in given]
    assert sum(visited) / len(visited) == pytest.approx(answers.SHARES["web_access"], abs=0.03)
    needed = [one["relationship"] in {"4", "5"} for one in given if one["relationship"] != "na"]
    assert sum(needed) / len(needed) == pytest.approx(answers.SHARES["relationship"], abs=0.03)
    rated = [6 - int(v) for one in given for v in one["planning"].values() if v != "na"]
    assert sum(rated) / len(rated) == pytest.approx(answers.MEANS["planning"], abs=0.07)
    days = sorted(one["days"] for one in given if "days" in one)
    assert days[len(days) // 2] == 4


def test_every_invented_answer_is_one_the_questionnaire_offers(db):
    call_command("load_fixtures", example=True, stdout=StringIO())
    document = loading.load(waves.json.loads(waves.DOCUMENT.read_text("utf-8")))
    rng = default_rng(11)

    for enterprise in synthetic.register(rng=rng, size=60):
        for name, value in answers.answers(answers.respondent(enterprise, rng), 2018, rng).items():
            question = document.question(name)
            codes = {choice.code for choice in question.choices}
            listed = value if isinstance(value, list) else [value]
            if isinstance(value, dict):
                assert set(value) <= {row.code for row in question.rows}, name
                listed = list(value.values())
            assert not codes or {str(one) for one in listed} <= codes, name
