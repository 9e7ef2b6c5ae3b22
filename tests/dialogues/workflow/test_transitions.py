"""The course of an issue: everything here is derived from its table."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from core.access import Role
from core.models import OutgoingMessage
from dialogues.errors import NotFromHere, NotYours
from dialogues.issues.actions import answers
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By, permit_step
from dialogues.models import Issue
from dialogues.notifications import letters
from dialogues.workflow import transitions
from dialogues.workflow.transitions import OPEN, TABLE, Party, State
from tests.dialogues.replay import replay, snapshot
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, answered, assigned, filed, officer_of, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory

LATER = NOW + timedelta(days=3)
BEFORE_AN_ANSWER = "received accepted assigned committed reopened"
FROM = {  # the states in which a step may be taken
    "accept": "received",
    "divert": f"{BEFORE_AN_ANSWER} answered forwarded refused confirmed closed",
    "decline": "received accepted",
    "assign": "accepted",
    "ask_hand_over": "assigned committed reopened",
    "hand_over": "assigned committed reopened",
    "solve": "assigned committed reopened",
    "commit": "assigned committed reopened",
    "forward": "assigned committed reopened",
    "refuse": "assigned committed reopened",
    "explain": "assigned committed reopened",
    "confirm": "answered forwarded refused",
    "reopen": "answered forwarded refused confirmed closed",
    "contest": "refused",
    "close": "answered forwarded refused confirmed",
    "withdraw": BEFORE_AN_ANSWER,
    "merge": BEFORE_AN_ANSWER,
}
LAST = {"confirmed", "diverted", "withdrawn", "merged", "closed"}  # the day it ended is kept


@pytest.fixture(scope="module")
def one_of_each(once):
    """The key of an issue in each state, built once for the file."""
    return once(lambda: {state: bring_to(state).pk for state in State})


@pytest.fixture
def in_state(one_of_each):
    return lambda state: Issue.objects.get(pk=one_of_each[state])


def test_a_step_is_taken_from_these_states_and_no_others():
    assert {act: set(row.sources) for act, row in TABLE.items()} == {
        act: set(states.split()) for act, states in FROM.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_the_day_an_issue_ended_is_kept_in_its_last_states_alone(state, in_state):
    assert (in_state(state).finished_at is not None) == (state in LAST)


def bring_to(state):
    """An issue that came to this state by the steps of the table."""
    if state == State.RECEIVED:
        return filed()
    if state == State.ACCEPTED:
        return accepted()
    if state == State.ASSIGNED:
        return assigned()
    if state in {State.COMMITTED, State.FORWARDED, State.REFUSED}:
        effect = {"committed": "committed", "forwarded": "forwarded", "refused": "refused"}[state]
        return answered(effect=effect)
    if state == State.ANSWERED:
        return answered(effect="explained")
    if state == State.CONFIRMED:
        return steps.confirm(issue=answered(), by=By(None, Party.RAISER), now=LATER)
    if state == State.REOPENED:
        return steps.reopen(issue=answered(), by=staff(), now=LATER, reason="Chưa rõ")
    if state == State.DIVERTED:
        issue = filed(kind="complaint")
        return steps.divert(issue=issue, by=staff(), now=LATER, reason="Luật Khiếu nại")
    if state == State.WITHDRAWN:
        return steps.withdraw(issue=accepted(), by=By(None, Party.RAISER), now=LATER)
    if state == State.MERGED:
        issue = accepted()
        steps.merge(issue=issue, into=accepted(), by=staff(), now=LATER)
        return issue
    return steps.close(issue=answered(), by=staff(), now=LATER)


@pytest.mark.parametrize("state", list(State))
def test_the_table_alone_decides_which_steps_are_possible(in_state, state):
    issue = in_state(state)
    assert issue.state == state
    for act, row in TABLE.items():
        for party in Party:
            by = By(None, party)
            if state not in row.sources:
                with pytest.raises(NotFromHere):
                    permit_step(issue, act, by)
            elif party not in row.parties:
                with pytest.raises(NotYours):
                    permit_step(issue, act, by)
            else:
                assert permit_step(issue, act, by) is row


@pytest.mark.parametrize("state", list(State))
def test_permissions_and_buttons_say_what_the_table_says(in_state, state):
    issue = in_state(state)
    lead = issue.lead or AgencyFactory()
    people = {
        Party.STAFF: UserFactory(role=Role.STAFF),
        Party.LEAD: officer_of(lead),
        Party.RAISER: UserFactory(role=Role.ENTERPRISE, enterprise=issue.enterprise),
        "other agency": officer_of(AgencyFactory()),
        "other enterprise": UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory()),
        "planner": UserFactory(role=Role.PLANNER),
    }
    for party, user in people.items():
        expected = {
            act
            for act, row in TABLE.items()
            if isinstance(party, Party) and state in row.sources and party in row.parties
        }
        if party == Party.LEAD and issue.lead is None:
            expected = set()
        granted = {act for act in TABLE if user.has_perm(f"dialogues.{act}_issue", issue)}
        buttons = {row.act for row in transitions.open_acts(state, issue.parties_of(user))}
        assert granted == buttons == expected, party


def test_sentences_exist_for_exactly_what_the_table_tells():
    source = (Path(settings.BASE_DIR) / "templates" / letters.SENTENCES).read_text("utf-8")
    told = {f"{row.act}_{tell}" for row in TABLE.values() for tell in row.tells}
    assert set(re.findall(r"{% partialdef (\w+) %}", source)) == told


def test_every_effect_has_its_own_step():
    assert set(transitions.ANSWERING) == set(transitions.Effect)


@pytest.mark.parametrize("state", list(State))
def test_history_alone_gives_the_state_again(in_state, state):
    fresh = in_state(state)
    assert replay(fresh.events.order_by("position")) == snapshot(fresh)


def test_a_long_course_can_be_replayed():
    lead, second, helper = AgencyFactory(), AgencyFactory(), AgencyFactory()
    issue = assigned(lead=lead, coordinators=[helper])
    steps.hand_over(
        issue=issue, by=staff(), now=LATER, agency=second, reason="Không đúng thẩm quyền"
    )
    answered(issue=issue, effect="committed", at=LATER + timedelta(days=1))
    answered(issue=issue, effect="explained", at=LATER + timedelta(days=2))
    raiser = By(None, Party.RAISER)
    answers.judge(
        answer=issue.answers.last(),
        by=raiser,
        is_answered=False,
        is_solved=False,
        comment="Chưa trả lời đúng câu hỏi",
        reopen=True,
        now=LATER + timedelta(days=4),
    )
    issue.refresh_from_db()
    answered(issue=issue, effect="solved", at=LATER + timedelta(days=5))
    answers.judge(
        answer=issue.answers.last(),
        by=raiser,
        is_answered=True,
        is_solved=True,
        now=LATER + timedelta(days=6),
    )

    fresh = Issue.objects.get(pk=issue.pk)
    assert fresh.state == State.CONFIRMED
    assert [event.act for event in fresh.events.order_by("position")] == [
        "file",
        "accept",
        "assign",
        "hand_over",
        "commit",
        "explain",
        "judge",
        "reopen",
        "solve",
        "judge",
        "confirm",
    ]
    assert replay(fresh.events.order_by("position")) == snapshot(fresh)


def test_a_hand_over_never_sets_the_clock_back():
    issue = assigned(days=10)
    before = issue.due_on
    new = AgencyFactory()

    steps.hand_over(
        issue=issue,
        by=staff(),
        now=NOW + timedelta(days=7),
        agency=new,
        reason="Đúng thẩm quyền hơn",
    )

    issue.refresh_from_db()
    clock = issue.clocks.get(agency=new)
    assert (issue.lead, issue.due_on, clock.due_on) == (new, before, before)
    assert clock.started_on == issue.clocks.get(handed_over=True).started_on
    assert clock.taken_on > clock.started_on


def test_each_step_writes_the_letters_of_the_table_once():
    lead = AgencyFactory(email="so@example.test")
    issue = accepted()
    UserFactory(role=Role.STAFF)
    OutgoingMessage.objects.all().delete()

    steps.assign(issue=issue, by=staff(), now=NOW, lead=lead)

    to = sorted(OutgoingMessage.objects.values_list("recipient", flat=True))
    assert to == ["raiser@example.test", "so@example.test"]


def test_open_states_are_those_from_which_somebody_must_act():
    assert {"received", "accepted", "assigned", "committed", "reopened"} == OPEN
