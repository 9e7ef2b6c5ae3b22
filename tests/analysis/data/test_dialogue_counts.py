"""The dialogues in brief."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analysis.data.dialogue_counts import recent_dialogues
from dialogues.models import Session
from tests.factories.dialogues import SessionFactory, assigned, filed
from tests.factories.pci import CriterionFactory

pytestmark = pytest.mark.django_db


def test_without_a_session_there_is_nothing_to_say():
    assert recent_dialogues(timezone.now()) is None


def test_sessions_to_come_do_not_count():
    now = timezone.now()
    Session.objects.create(
        year=now.year,
        quarter=1,
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=2),
    )

    assert recent_dialogues(now) is None


def test_issues_of_the_last_sessions_are_counted_by_state_and_criterion():
    session = SessionFactory(
        starts_at=timezone.now() - timedelta(days=30),
        ends_at=timezone.now() - timedelta(days=30, hours=-3),
    )
    criterion = CriterionFactory(code="planning")
    filed(session=session, criterion=criterion)
    assigned(session=session, criterion=criterion)
    assigned(session=session, criterion=criterion, visibility="association")  # told nowhere
    filed()

    found = recent_dialogues(timezone.now())

    assert (found.sessions, found.issues) == (1, 2)
    assert {row.state: row.count for row in found.states} == {"received": 1, "assigned": 1}
    assert {row.label_vi for row in found.states}.isdisjoint({row.label_en for row in found.states})
    assert [(part.code, part.value) for part in found.by_criterion] == [("planning", 2)]
