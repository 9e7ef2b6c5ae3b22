"""What tests of the plan share."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

IN_TIME = datetime(2018, 6, 9, 16, 59, tzinfo=UTC)  # 23:59 in Viet Nam, the last day
LATE = datetime(2018, 6, 9, 17, 0, tzinfo=UTC)  # midnight, the day before which it was due


@pytest.fixture
def plan_loaded(db):
    """Load everything that is shipped."""
    call_command("load_fixtures", example=True, verbosity=0)
