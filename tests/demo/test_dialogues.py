"""The invented dialogues: complete, the same each time, and with something always due."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from numpy.random import default_rng

from core.access import Role
from demo import dialogues
from dialogues.issues.replay import replay, snapshot
from dialogues.models import Issue, MinutesStatus, Session
from dialogues.workflow.transitions import State
from tests.factories.accounts import UserFactory
from tests.factories.directory import DistrictFactory, EnterpriseFactory


@pytest.mark.django_db
def test_the_dialogues_of_the_demonstration_are_whole():
    call_command("load_fixtures", example=True, verbosity=0)
    district = DistrictFactory()
    for number in range(90):
        EnterpriseFactory(is_member=True, district=district, email=f"m{number}@example.test")
    UserFactory(role=Role.STAFF)
    UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory(is_member=True))
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

    dialogues.create(rng=default_rng(7), now=now)

    assert Session.objects.count() == 4
    assert Session.objects.held().count() == 3
    assert Issue.objects.count() == 40
    states = set(Issue.objects.values_list("state", flat=True))
    assert states >= {
        State.RECEIVED,
        State.ACCEPTED,
        State.ASSIGNED,
        State.COMMITTED,
        State.FORWARDED,
        State.DIVERTED,
        State.CONFIRMED,
    }
    assert Issue.objects.overdue(timezone.localdate(now)).count() == 4
    assert list(Session.objects.held().values_list("minutes__status", flat=True)) == [
        MinutesStatus.COMMENT,
        MinutesStatus.SIGNED,
        MinutesStatus.SIGNED,
    ]
    for issue in Issue.objects.all():
        assert replay(issue.events.order_by("position")) == snapshot(issue)
