"""How fast messages leave: one sender at a time, a limit a minute, and rest when a server asks."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from core.jobs import stopping

SENDER, REST = "outbox-sender", "outbox-rest:{channel}"
LEASE = 45  # seconds; a killed sender is missed for so long
LONGEST_RUN = timedelta(minutes=10)  # the worker gives a task up after fifteen
BREATH = 0.01  # seconds between two messages on SQLite, where one writes at a time
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30))


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when nothing is sent by a channel, and what its server said."""

    until: datetime
    because: str
    step: int


class Run:
    """One run of the sender: knows the time, and when to make a pause or to stop."""

    def __init__(
        self, now: datetime, lease: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._began, self._start, self._lease, self._sleep = now, time.monotonic(), lease, sleep
        self._renewed = self._start
        self._sent = 0

    @property
    def now(self) -> datetime:
        return self._began + timedelta(seconds=time.monotonic() - self._start)

    @property
    def is_over(self) -> bool:
        return self.now - self._began > LONGEST_RUN or stopping.is_stopping()

    def step(self) -> None:
        """Note a message; wait for the moment the next one may leave."""
        self._sent += 1
        if limit := settings.MAIL_PER_MINUTE:
            due = self._start + self._sent * 60 / limit
            self._wait(due - time.monotonic())
        elif connection.vendor == "sqlite":
            self._sleep(BREATH)  # whoever saves an answer looks again after so long, and is next
        self._renew()

    def _wait(self, seconds: float) -> None:
        """Sleep in parts, so that a slow pace does not look like a dead sender."""
        while seconds > 0:
            part = min(seconds, LEASE / 4)
            self._sleep(part)
            self._renew()
            seconds -= part

    def _renew(self) -> None:
        if time.monotonic() - self._renewed > LEASE / 4:
            cache.set(SENDER, self._lease, LEASE)
            self._renewed = time.monotonic()


@contextmanager
def only_sender(now: datetime) -> Iterator[Run | None]:
    """Give a run, or nothing while another worker sends: the limit is for all of them."""
    lease = secrets.token_hex(8)
    if not cache.add(SENDER, lease, LEASE):
        yield None
        return
    try:
        yield Run(now, lease)
    finally:
        if cache.get(SENDER) == lease:
            cache.delete(SENDER)


def rest_of(channel: str) -> Rest | None:
    """The rest that was asked for by a channel's server and has not been slept off."""
    noted = cache.get(REST.format(channel=channel))
    if not noted:
        return None
    return Rest(datetime.fromisoformat(noted["until"]), noted["because"], noted["step"])


def is_resting(channel: str, now: datetime) -> bool:
    rest = rest_of(channel)
    return rest is not None and now < rest.until


def rest(channel: str, *, because: str, now: datetime) -> Rest:
    """Send nothing by a channel for a while, longer each time until something leaves."""
    before = rest_of(channel)
    step = min(before.step + 1, len(RESTS) - 1) if before else 0
    made = Rest(now + RESTS[step], because, step)
    cache.set(
        REST.format(channel=channel),
        {"until": made.until.isoformat(), "because": because, "step": step},
        2 * RESTS[-1].total_seconds(),
    )
    return made


def wake(channel: str) -> None:
    """Something left: the next rest begins with the shortest again.

    Looks first: a deletion locks SQLite although there is nothing to delete.
    """
    if rest_of(channel):
        cache.delete(REST.format(channel=channel))
