"""The lead changes with consent; what was confirmed or declined is not the end of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.access import Role
from core.models import OutgoingMessage
from dialogues.errors import NotFromHere, NotYours, PeriodOver
from dialogues.issues.actions import answers, escalation
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.issues.queries.cases import case
from dialogues.issues.queries.issues import list_unassigned
from dialogues.models import Issue
from dialogues.notifications import links
from dialogues.workflow.transitions import Party, State
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, answered, assigned, filed, officer_of, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory

RAISER = By(None, Party.RAISER)
WHY = "Thuộc thẩm quyền của sở khác"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, *args):
    return reverse(f"dialogues:{name}", args=args)


@pytest.fixture
def other():
    return AgencyFactory(name_vi="Sở Xây dựng")


def test_an_agency_asks_and_the_association_decides(other):
    issue = assigned()
    lead, officer = issue.lead, officer_of(issue.lead)
    desk = client_of(UserFactory(role=Role.STAFF))
    client_of(officer).post(
        at("act", issue.number, "ask_hand_over"), {"agency": other.pk, "reason": WHY}
    )
    issue.refresh_from_db()
    assert issue.lead == lead
    letters = OutgoingMessage.objects.filter(kind="dialogues.ask_hand_over.staff")
    assert "Sở Xây dựng" in letters.first().body
    page = desk.get(at("issue", issue.number)).content.decode()
    assert f"{at('act', issue.number, 'hand_over')}?agency={other.pk}" in page

    desk.post(at("act", issue.number, "hand_over"), {"agency": other.pk, "reason": WHY})

    issue.refresh_from_db()
    assert issue.lead == other
    assert "?agency=" not in desk.get(at("issue", issue.number)).content.decode()


def test_the_association_leaves_the_lead_where_it_is(other):
    issue = assigned()
    by = By(officer_of(issue.lead), Party.LEAD)
    steps.ask_hand_over(issue=issue, by=by, now=NOW, agency=other, reason=WHY)
    desk = client_of(UserFactory(role=Role.STAFF))

    desk.post(at("refuse_hand_over", issue.number), {"reason": "Đúng thẩm quyền của sở"})

    assert "?agency=" not in desk.get(at("issue", issue.number)).content.decode()
    stranger = client_of(officer_of(other))
    assert stranger.post(at("refuse_hand_over", issue.number), {"reason": "x"}).status_code == 403


def test_an_agency_cannot_pass_its_issue_on_alone(other):
    issue = assigned()
    by = By(officer_of(issue.lead), Party.LEAD)
    with pytest.raises(NotYours):
        steps.hand_over(issue=issue, by=by, now=NOW, agency=other, reason=WHY)


def test_raiser_and_association_are_told_of_a_hand_over(other):
    issue = assigned()
    UserFactory(role=Role.STAFF)
    steps.hand_over(issue=issue, by=staff(), now=NOW, agency=other, reason=WHY)

    told = set(OutgoingMessage.objects.values_list("kind", flat=True))
    assert {"dialogues.hand_over.raiser", "dialogues.hand_over.staff"} <= told


def test_an_agency_nobody_can_write_to_is_named_and_the_association_is_reminded():
    silent = AgencyFactory(name_vi="Ban Quản lý khu công nghiệp", email="")
    issue = assigned()
    clerk = UserFactory(role=Role.STAFF)
    desk = client_of(clerk)
    page = desk.post(
        at("act", issue.number, "hand_over"), {"agency": silent.pk, "reason": WHY}, follow=True
    )
    assert "Ban Quản lý khu công nghiệp chưa có tài khoản" in page.content.decode()

    escalation.escalate(now=NOW + timedelta(days=11))

    event = Issue.objects.get().events.filter(act="unreached").first()
    assert event.changes["letters"] == User.objects.filter(role=Role.STAFF).count()
    assert not issue.events.filter(act="remind").exists()
    reminders = OutgoingMessage.objects.filter(key__startswith="clock:")
    assert clerk.email in {letter.recipient for letter in reminders}


@pytest.fixture
def confirmed():
    issue = answered()
    answers.judge(answer=issue.answers.get(), by=RAISER, is_answered=True, is_solved=True, now=NOW)
    issue.refresh_from_db()
    return issue


def test_what_was_confirmed_is_reopened_by_the_raiser_within_the_period(client, confirmed):
    with time_machine.travel(NOW + timedelta(days=3)):
        path = links.follow_path(confirmed, now=NOW)
        assert 'name="reopen"' in client.get(path).content.decode()
        sent = {"is_answered": "yes", "is_solved": "no", "reopen": "on", "comment": "Lại chậm."}
        client.post(path, sent)

    confirmed.refresh_from_db()
    assert confirmed.state == State.REOPENED


def test_a_verdict_from_an_old_tab_is_refused(client):
    issue = answered(effect="committed")
    first = issue.answers.get()
    answered(issue=issue, effect="explained", at=NOW + timedelta(days=4))
    path = links.follow_path(issue, now=NOW)
    sent = {"answer": first.pk, "is_answered": "yes", "is_solved": "yes", "comment": "Cảm ơn"}

    with time_machine.travel(NOW + timedelta(days=5)):
        page = client.post(path, sent)

    assert "Cơ quan đã trả lời lần nữa" in page.content.decode()
    assert "Cảm ơn" in page.content.decode()
    assert not issue.verdicts.exists()


@pytest.fixture
def declined():
    issue = filed()
    steps.decline(issue=issue, by=staff(), now=NOW, reason="Không thuộc phạm vi")
    return issue


def test_a_declined_issue_is_contested_through_the_link(client, declined):
    UserFactory(role=Role.STAFF)
    path = links.follow_path(declined, now=NOW)
    with time_machine.travel(NOW + timedelta(days=2)):
        assert 'name="contest"' in client.get(path).content.decode()
        client.post(path, {"contest": "1", "reason": "Vụ việc thuộc phạm vi đối thoại."})

    declined.refresh_from_db()
    assert declined.state == State.RECEIVED
    assert OutgoingMessage.objects.filter(kind="dialogues.contest.staff").exists()


@pytest.mark.parametrize(("letters", "state"), [(500, State.RECEIVED), (501, State.REFUSED)])
def test_a_reason_that_is_too_long_is_refused_whole_and_stays(client, declined, letters, state):
    path, reason = links.follow_path(declined, now=NOW), "á" * letters
    with time_machine.travel(NOW + timedelta(days=2)):
        page = client.post(path, {"contest": "1", "reason": reason})

    declined.refresh_from_db()
    assert declined.state == state
    assert (reason in page.content.decode()) is (state == State.REFUSED)


def test_the_days_of_the_association_begin_with_the_contest(declined):
    UserFactory(role=Role.STAFF)
    contested = NOW + timedelta(days=14)  # Monday, 16/3/2026
    steps.contest(issue=declined, by=RAISER, now=contested, reason="x")
    filed(text="Một vụ việc khác đến sau đó.", now=contested + timedelta(days=1))

    received = list_unassigned().filter(state=State.RECEIVED)
    assert received.order_by("since").first().since == contested
    assert case(declined, staff().actor, date(2026, 3, 16)).intake_due == date(2026, 3, 19)
    assert escalation.chase_intake(now=contested + timedelta(days=3)) == 0
    assert escalation.chase_intake(now=contested + timedelta(days=4)) == 1
    assert escalation.chase_intake(now=contested + timedelta(days=7)) == 1  # of the other


def test_contesting_ends_with_the_period_for_the_raiser_alone(declined):
    late = NOW + timedelta(days=120)
    with pytest.raises(PeriodOver):
        steps.contest(issue=declined, by=RAISER, now=late, reason="x")
    steps.contest(issue=declined, by=staff(), now=late, reason="x")
    assert declined.state == State.RECEIVED


def test_a_button_is_offered_only_where_it_leads_somewhere(declined):
    desk = client_of(UserFactory(role=Role.STAFF))
    refused = answered(effect="refused")
    with pytest.raises(NotFromHere):
        steps.contest(issue=refused, by=RAISER, now=NOW, reason="x")

    pages = [desk.get(at("issue", each.number)).content.decode() for each in (declined, refused)]

    acts = [[act for act in ("reopen", "contest") if f"/step/{act}/" in page] for page in pages]
    assert acts == [["contest"], ["reopen"]]


def test_who_spoke_in_the_hall_is_said_later_and_gets_a_link():
    firm = EnterpriseFactory(name="Công ty Cà phê Đắk Mil", email="mil@example.test")
    issue = filed(enterprise=None)
    desk = client_of(UserFactory(role=Role.STAFF))

    desk.post(at("tie_issue", issue.number), {"enterprise": "ca phe dak mil"})

    issue.refresh_from_db()
    assert issue.enterprise == firm
    assert OutgoingMessage.objects.get(kind="dialogues.link").recipient == "mil@example.test"
