"""Jobs of kinds that only these tests know."""

from datetime import UTC, datetime

import pytest

from core import jobs
from core.jobs.kinds import kinds
from tests.core.jobs import kinds as known

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_kinds(settings):
    settings.JOB_KINDS = "tests.core.jobs.kinds.KINDS"
    kinds.cache_clear()
    known.runs.clear()
    yield
    kinds.cache_clear()


@pytest.fixture
def order():
    """Order work and hand it to nobody."""

    def ordered(kind="count", key="1", **more):
        return jobs.start(**{"kind": kind, "key": key, "by": None, "now": NOW} | more)

    return ordered
