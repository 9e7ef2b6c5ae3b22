"""What tests of the plan share."""

from datetime import UTC, datetime

import pytest

from core.fixtures import Loading
from directory.actions import fixtures as directory_fixtures
from pci.actions import fixtures as pci_fixtures
from plan.actions import fixtures as plan_fixtures

IN_TIME = datetime(2018, 6, 9, 16, 59, tzinfo=UTC)  # 23:59 in Viet Nam, the last day
LATE = datetime(2018, 6, 9, 17, 0, tzinfo=UTC)  # midnight, the day before which it was due


@pytest.fixture
def plan_loaded(db):
    """Load everything that is shipped."""
    for part in (pci_fixtures, directory_fixtures, plan_fixtures):
        part.load(Loading())
