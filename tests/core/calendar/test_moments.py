"""Days as moments: both ends of a day here, which is seven hours ahead of UTC."""

from datetime import UTC, date, datetime

import pytest

from core.calendar.moments import EndOfDay, within
from core.models import AuditEntry
from dialogues.models import Clock
from tests.factories.dialogues import assigned

DAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "is_within"),
    [
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 17, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 16, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_day_begins_and_ends_at_midnight_here(moment, is_within):
    AuditEntry.objects.create(action="test.moment", at=moment)

    assert AuditEntry.objects.filter(within("at", DAY, DAY)).exists() is is_within


@pytest.mark.parametrize(
    ("replied_at", "in_time"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_reply_is_in_time_until_midnight_of_its_day(replied_at, in_time):
    assigned()
    Clock.objects.update(due_on=DAY, replied_at=replied_at)

    assert Clock.objects.filter(replied_at__lt=EndOfDay("due_on")).exists() is in_time
