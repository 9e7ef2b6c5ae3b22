"""Work in the background: one durable record an order, with state, progress and reason.

``start`` orders, ``progress`` tells how far the work has come, ``latest`` reads how it stands,
``try_again`` repeats what failed. What is done by the clock is named in ``schedules``.
"""

from core.jobs.heartbeat import JobTaken, progress
from core.jobs.orders import NotToBeRepeated, OrderUnderWay, start, try_again
from core.jobs.reading import (
    find_visible,
    latest,
    latest_by_key,
    list_unsettled,
    may_order,
    may_see,
    read,
)
from core.jobs.running import run, run_here
from core.jobs.sweeping import hand_over_again, refresh, settle_lost

__all__ = [
    "JobTaken",
    "NotToBeRepeated",
    "OrderUnderWay",
    "find_visible",
    "hand_over_again",
    "latest",
    "latest_by_key",
    "list_unsettled",
    "may_order",
    "may_see",
    "progress",
    "read",
    "refresh",
    "run",
    "run_here",
    "settle_lost",
    "start",
    "try_again",
]
