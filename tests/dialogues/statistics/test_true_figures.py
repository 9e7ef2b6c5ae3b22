"""Figures that say what is so today, with their unit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.access import Role
from core.calendar.working_days import Calendar
from core.models import OutgoingMessage
from dialogues.errors import AnswerIncomplete, NotTheTime
from dialogues.issues.actions import answers, escalation, steps
from dialogues.issues.actions.steps import By
from dialogues.issues.queries import issues as issue_queries
from dialogues.models import Issue
from dialogues.sessions.actions import door, sessions
from dialogues.statistics import scorecard
from dialogues.statistics.quarter_counts import count_quarters
from dialogues.statistics.shares import Share, share
from dialogues.templatetags.dialogues import share as shown
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    accepted,
    answered,
    assigned,
    officer_of,
    running_session,
    staff,
)
from tests.factories.directory import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("today", "overdue"), [(16, 0), (17, 1), (31, 1)])
def test_a_quarter_under_way_is_counted_to_today(today, overdue):
    assigned()  # Monday 2 March and ten working days: due on 16 March
    [now] = count_quarters([(2026, 1)], today=date(2026, 3, today))
    assert (now.open_at_end, now.overdue_at_end) == (1, overdue)


def promise(issue, until, at):
    officer = officer_of(issue.lead)
    draft = answers.save_draft(
        issue=issue,
        author=officer,
        now=at,
        effect="committed",
        text="Sẽ giải quyết.",
        committed_until=until,
        commitment_owner="Phó Giám đốc Sở",
        commitment_proof="Quyết định",
    )
    answers.submit(answer=draft, by=officer, now=at)


def test_a_postponed_promise_was_due_and_not_kept():
    issue = assigned()
    promise(issue, date(2026, 3, 20), NOW + timedelta(days=1))
    promise(issue, date(2026, 5, 20), NOW + timedelta(days=10))

    [now] = count_quarters([(2026, 1)], today=date(2026, 4, 30))
    assert (now.promises_due, now.promises_kept) == (1, 0)


@pytest.mark.parametrize(("day", "kept"), [(20, 1), (21, 0)])
def test_a_promise_is_kept_by_an_answer_on_its_day(day, kept):
    issue = assigned()
    promise(issue, date(2026, 3, 20), NOW + timedelta(days=1))
    at = datetime(2026, 3, day, 2, tzinfo=UTC)
    answered(issue=issue, at=at)

    [now] = count_quarters([(2026, 1)], today=date(2026, 4, 30))
    assert (now.promises_due, now.promises_kept) == (1, kept)


@pytest.mark.parametrize(("days", "taken"), [(731, True), (732, False)])
def test_a_commitment_is_kept_within_two_years(days, taken):
    issue = assigned()
    until = NOW.date() + timedelta(days=days)
    if taken:
        promise(issue, until, NOW)
        assert issue.answers.get().status == "published"
    else:
        with pytest.raises(AnswerIncomplete):
            promise(issue, until, NOW)


def test_overdue_is_one_number_everywhere_and_contributions_stand_apart():
    lead, helper = AgencyFactory(), AgencyFactory()
    assigned(lead=lead, coordinators=[helper])
    assigned(lead=lead)
    long_ago = scorecard.scorecard(today=date(2027, 6, 1), first=date(2027, 1, 1))
    rows = {score.agency: score for score in long_ago}

    late = Issue.objects.overdue(date(2027, 6, 1)).count()
    board = {row[0]: row[1] for row in issue_queries.board(date(2027, 6, 1))}
    assert late == board["overdue"] == scorecard.total(rows.values())["overdue"] == 2
    assert (rows[helper].overdue, rows[helper].contributions_overdue) == (0, 1)


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 1, "1/1"), (8, 9, "8/9"), (8, 10, "80%"), (0, 1, "0/1")]
)
def test_a_share_of_few_is_said_in_numbers(part, whole, said):
    assert shown(share(part, whole)) == said
    assert share(part, whole) == Share(part, whole) == part / whole
    assert share(0, 0) is None


def test_a_hand_over_does_not_send_the_same_rungs_again():
    issue = assigned()
    late = NOW + timedelta(days=23)
    escalation.escalate(now=late)
    told = OutgoingMessage.objects.filter(kind="dialogues.overdue").count()
    steps.hand_over(
        issue=issue, by=staff(), now=late, agency=AgencyFactory(), reason="Không thuộc thẩm quyền"
    )
    escalation.escalate(now=late + timedelta(hours=1))
    assert OutgoingMessage.objects.filter(kind="dialogues.overdue").count() == told > 0


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        ("complaint", "Luật Khiếu nại"),
        ("denunciation", "Luật Tố cáo"),
        ("question", "Luật Khiếu nại"),
    ],
)
def test_the_letter_of_a_diverted_issue_holds_what_it_promises(kind, law):
    steps.divert(issue=accepted(), by=staff(), now=NOW, reason="Khiếu nại quyết định")
    issue = Issue.objects.get()
    OutgoingMessage.objects.all().delete()
    Issue.objects.update(state="received", kind=kind)
    issue.refresh_from_db()
    steps.divert(issue=issue, by=staff(), now=NOW + timedelta(hours=1), reason="Theo luật")

    letter = OutgoingMessage.objects.get(kind="dialogues.divert.raiser")
    assert law in letter.body
    assert "90 ngày" in letter.body or kind == "denunciation"


def test_an_officer_reads_the_row_of_the_own_agency_alone(client):
    session = running_session(year=2026, quarter=1)
    own, other = AgencyFactory(name_vi="Sở Của Mình"), AgencyFactory(name_vi="Sở Bên Cạnh")
    for lead in (own, other):
        assigned(lead=lead)
    client.force_login(officer_of(own))
    for url in (
        reverse("dialogues:scorecard") + "?first=2026-01-01",
        reverse("dialogues:quarter_report", args=[2026, session.slot]),
    ):
        page = client.get(url).content.decode()
        assert "Sở Của Mình" in page
        assert "Sở Bên Cạnh" not in page.split("<main")[1].split("</table>")[-2]


@pytest.mark.parametrize(("from_list", "may"), [(False, False), (True, True)])
def test_the_door_closes_with_the_session_and_the_list_with_the_minutes(from_list, may):
    session = running_session()
    guest, by = ParticipantFactory(session=session), UserFactory(role=Role.STAFF)
    sessions.close(session=session, now=NOW)
    guest.session.refresh_from_db()
    if may:
        assert door.check_in(participant=guest, by=by, now=NOW, from_list=from_list)
    else:
        with pytest.raises(NotTheTime):
            door.check_in(participant=guest, by=by, now=NOW, from_list=from_list)
    type(session.minutes).objects.update(status="signed", signed_at=NOW, frozen={})
    with pytest.raises(NotTheTime):
        door.check_in(participant=ParticipantFactory(session=guest.session), by=by, now=NOW,
                      from_list=True)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-03-15", "Chủ nhật"), ("2026-02-17", "Tết"), ("2026-03-16", "")],
)
def test_a_session_on_a_closed_day_is_asked_about(client, day, said):
    session = running_session(year=2026, quarter=1)
    client.force_login(UserFactory(role=Role.STAFF))
    typed = {"starts_at": f"{day}T08:00", "ends_at": f"{day}T11:00", "seats": 50,
             "feedback": "end", "feedback_days": 10}  # fmt: skip
    url = reverse("dialogues:edit_session", args=[2026, session.slot])
    page = client.post(url, typed, follow=True).content.decode()
    assert ("không phải ngày làm việc" in page) is bool(said)
    assert said.lower() in page.lower()


def test_the_swap_of_january_2026_is_known():
    calendar = Calendar()
    assert calendar.why_closed(date(2026, 1, 2)) == "Nghỉ, làm bù ngày 10/01/2026"
    assert calendar.is_open(date(2026, 1, 10))
    assert not calendar.is_open(date(2026, 1, 17))


def test_received_and_accepted_are_told_apart():
    new, taken = assigned(), accepted()
    new.state = "received"
    assert (new.get_state_display(), taken.get_state_display()) == (
        "chờ Hiệp hội xem xét",
        "đã tiếp nhận",
    )
    assert By(None, Party.SYSTEM).side == "system"
