"""Two people do the same at the same moment, each on a connection of their own.

PostgreSQL alone: SQLite lets one writer in at a time, from the first statement on.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from analysis import actions as analysis
from analysis.actions import forecasts
from analysis.models import Forecast
from analysis.models.forecasts import CHAIN_BEGINS
from core.errors import DomainError
from core.models import AuditEntry, OutgoingMessage
from dialogues.errors import NotFromHere, NotTheTime
from dialogues.issues.actions import answers, steps
from dialogues.issues.actions.steps import agencies
from dialogues.models import Answer, AnswerStatus, Clock, ClockRole, Issue
from pci.models import Province
from surveys import tokens
from surveys.answering.actions import responses
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.errors import AlreadyReplaced, NobodyToWriteTo, SendingUnderWay, WaveClosed
from surveys.fieldwork.actions import mailings, paper, sampling, waves
from surveys.models import (
    Disposition,
    Draft,
    Response,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, assigned, officer_of, staff
from tests.factories.directory import AgencyFactory
from tests.factories.surveys import AccessKeyFactory, SampledEnterpriseFactory, StratumFactory
from tests.surveys.links import link

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="two connections write at once on PostgreSQL alone",
    ),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
MEETING = 0.4  # seconds one waits for the other at the place where a race would be lost
ENOUGH = 20  # seconds


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each act in a thread of its own; return what each returned, or how it was refused."""
    start = threading.Barrier(len(acts), timeout=ENOUGH)

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as error:  # noqa: BLE001 -- the test tells a refusal from an accident
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def meet(monkeypatch, place, name, people=2):
    """Let those who come to this function wait for each other, unless a lock keeps one away."""
    original, meeting = getattr(place, name), threading.Barrier(people)

    def waiting(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(MEETING)
        return original(*args, **kwargs)

    monkeypatch.setattr(place, name, waiting)


def refusals(told):
    """The refusals among what was told; an accident is no refusal."""
    found = [each for each in told if isinstance(each, Exception)]
    assert all(isinstance(each, DomainError) for each in found), found
    return [type(each) for each in found]


# --- dialogues ------------------------------------------------------------------------------------


def test_of_two_officers_who_answer_at_once_one_is_told(monkeypatch):
    issue = assigned()
    drafts = [
        answers.save_draft(
            issue=issue, author=officer_of(issue.lead), now=NOW, effect="solved", text="Đã xong"
        )
        for _each in (1, 2)
    ]
    meet(monkeypatch, answers, "check")

    told = at_once(
        *(
            lambda pk=each.pk, by=each.author: answers.submit(
                answer=Answer.objects.get(pk=pk), by=by, now=NOW
            )
            for each in drafts
        )
    )

    assert refusals(told) == [NotTheTime]
    assert issue.answers.filter(status=AnswerStatus.PUBLISHED).count() == 1
    assert issue.events.filter(act="solve").count() == 1


def test_an_issue_assigned_twice_at_once_has_one_lead(monkeypatch):
    issue = accepted()
    chosen = [AgencyFactory(), AgencyFactory()]
    clerks = [staff(), staff()]
    meet(monkeypatch, agencies, "permit_step")

    told = at_once(
        *(
            lambda lead=lead, by=by: steps.assign(
                issue=Issue.objects.get(pk=issue.pk), by=by, now=NOW, lead=lead
            )
            for lead, by in zip(chosen, clerks, strict=True)
        )
    )

    assert refusals(told) == [NotFromHere]
    assert Clock.objects.filter(issue=issue, role=ClockRole.LEAD).count() == 1
    assert issue.events.filter(act="assign").count() == 1


# --- surveys --------------------------------------------------------------------------------------


def test_sheets_registered_at_once_have_numbers_of_their_own(monkeypatch):
    stratum, by = StratumFactory(), staff().actor
    keys = [
        AccessKeyFactory(token=tokens.new_token(), invitation__sampled__stratum=stratum)
        for _each in range(3)
    ]
    meet(monkeypatch, paper, "has_submitted", people=3)
    monkeypatch.setattr(paper, "open_paper_code", lambda _wave, code: (keys[int(code)], "token"))

    told = at_once(
        *(
            lambda code=str(place): paper.register_form(
                wave=Wave.objects.get(), code=code, now=timezone.now(), by=by
            )
            for place in range(3)
        )
    )

    assert refusals(told) == []
    assert sorted(form.number for form in told) == [1, 2, 3]


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_an_answer_that_comes_while_a_wave_is_closed_is_refused(monkeypatch, anonymity):
    token, key, draft = about_to_send(anonymity)
    begun, closed = threading.Event(), threading.Event()
    original = responses.relevant_answers  # by then the wave was found open

    def slowly(*args):
        begun.set()
        closed.wait(ENOUGH)
        return original(*args)

    monkeypatch.setattr(responses, "relevant_answers", slowly)

    def send():
        return responses.submit_response(key=key, token=token, now=timezone.now(), draft=draft)

    def close():
        begun.wait(ENOUGH)
        done = waves.close_wave(wave=key.wave, by=None, now=timezone.now())
        closed.set()
        return done

    sent, shut = at_once(send, close)

    assert refusals([sent]) == [WaveClosed]
    assert refusals([shut]) == []
    assert counted_when_closed() == Response.objects.count() == 0


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_a_wave_is_closed_after_the_answer_that_is_being_kept(anonymity):
    token, key, draft = about_to_send(anonymity)
    held, kept = threading.Event(), threading.Event()

    def hold_draft():  # so that the sending has the wave already, and waits
        with transaction.atomic():
            Draft.objects.select_for_update().get(pk=draft.pk)
            held.set()
            wait_until_somebody_waits(2)
        kept.set()

    def send():
        held.wait(ENOUGH)
        return responses.submit_response(key=key, token=token, now=timezone.now(), draft=draft)

    def close():
        held.wait(ENOUGH)
        wait_until_somebody_waits(1)
        done = waves.close_wave(wave=key.wave, by=None, now=timezone.now())
        assert kept.is_set()
        return done

    assert refusals(at_once(hold_draft, send, close)) == []
    assert counted_when_closed() == Response.objects.count() == 1


def about_to_send(anonymity):
    token, key = link(anonymity=anonymity)
    page = FilledPage(section="one", values={"met": "no"}, language="vi")
    return token, key, save_page(key=key, token=token, page=page, now=timezone.now())


def wait_until_somebody_waits(people):
    """Wait until as many others stand before a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    until = time.monotonic() + ENOUGH
    with connection.cursor() as asking:
        while asking.execute(waiting).fetchone()[0] < people and time.monotonic() < until:
            time.sleep(0.02)


def counted_when_closed():
    assert Wave.objects.get().status == WaveStatus.CLOSED
    return AuditEntry.objects.get(action="wave.close").details["responses"]


def test_a_draft_saved_while_a_blind_wave_is_closed_is_erased_or_refused(monkeypatch):
    token, key = link(anonymity="blind")
    erased, saved = threading.Event(), threading.Event()
    original = waves.outbox.withdraw

    def slowly(**messages):
        erased.set()
        saved.wait(MEETING)
        return original(**messages)

    monkeypatch.setattr(waves.outbox, "withdraw", slowly)

    def save():
        erased.wait(ENOUGH)
        now, values = timezone.now(), {"met": "no"}
        try:
            page = FilledPage(section="one", values=values, language="vi")
            save_page(key=key, token=token, page=page, now=now)
        finally:
            saved.set()

    told = at_once(
        save, lambda: waves.close_wave(wave=key.wave, by=None, now=timezone.now()) and None
    )

    assert refusals(told) == [WaveClosed]
    assert Wave.objects.get().status == WaveStatus.CLOSED
    assert not Draft.objects.exists()


def test_invitations_ordered_by_two_clicks_are_written_once(monkeypatch):
    stratum = StratumFactory(wave__closes_on=timezone.localdate())
    for position in range(3):
        email = f"dn{position}@dn.example"
        SampledEnterpriseFactory(stratum=stratum, position=position, enterprise__email=email)
    clerk = UserFactory(role="staff")
    meet(monkeypatch, mailings, "recipients")

    def click():
        return mailings.order_sending(
            wave=Wave.objects.get(), kind=SendingKind.INVITATIONS, by=clerk, now=timezone.now()
        )

    told = at_once(click, click)

    assert set(refusals(told)) <= {SendingUnderWay, NobodyToWriteTo}
    assert Sending.objects.count() == 1
    recipients = OutgoingMessage.objects.values_list("recipient", flat=True)
    assert sorted(recipients) == [f"dn{position}@dn.example" for position in range(3)]


def left_and_spares(left, spares):
    stratum = StratumFactory()
    gone = [
        SampledEnterpriseFactory(
            stratum=stratum, position=place, disposition=Disposition.NOT_ELIGIBLE
        )
        for place in range(left)
    ]
    for place in range(left, left + spares):
        SampledEnterpriseFactory(stratum=stratum, position=place, is_reserve=True)
    return gone


def replacing(one, by):
    return lambda: sampling.replace_enterprise(
        sampled=SampledEnterprise.objects.get(pk=one.pk), reason="Đã giải thể", now=NOW, by=by
    )


def test_an_enterprise_is_replaced_once_however_often_it_is_asked_for(monkeypatch):
    (gone,) = left_and_spares(1, 3)
    clerk = UserFactory(role="staff")
    meet(monkeypatch, sampling.audit, "record")

    told = at_once(replacing(gone, clerk), replacing(gone, clerk))

    assert refusals(told) == [AlreadyReplaced]
    assert SampledEnterprise.objects.filter(replaces=gone).count() == 1
    assert SampledEnterprise.objects.reserve().count() == 2


def test_two_enterprises_of_a_stratum_are_replaced_at_once_by_the_next_two(monkeypatch):
    gone = left_and_spares(2, 3)
    clerk = UserFactory(role="staff")
    meet(monkeypatch, sampling.audit, "record")

    told = at_once(*(replacing(each, clerk) for each in gone))

    assert refusals(told) == []
    assert sorted(each.position for each in told) == [2, 3]


# --- forecasts ------------------------------------------------------------------------------------


def freezing(home, seed):
    return lambda: analysis.freeze_forecast(
        province=home, year=2018, by=None, now=timezone.now(), seed=seed, draws=200
    )


@pytest.mark.parametrize("standing", [False, True])
def test_two_forecasts_frozen_at_once_stay_a_chain(monkeypatch, standing):
    call_command("load_fixtures", example=True, verbosity=0)
    home = Province.objects.home()
    if standing:
        freezing(home, 1)()
    meet(monkeypatch, forecasts.audit, "record")

    told = at_once(freezing(home, 2), freezing(home, 3))

    assert refusals(told) == []
    chain = list(Forecast.objects.order_by("number"))
    assert [each.number for each in chain] == list(range(1, 3 + standing))
    assert [each.previous_digest for each in chain] == [
        CHAIN_BEGINS,
        *(each.digest for each in chain[:-1]),
    ]
    assert [each.supersedes for each in chain] == [None, *chain[:-1]]
    assert all(each.digest == each.computed_digest() for each in chain)
