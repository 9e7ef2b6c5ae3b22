"""Ordering work in the background, and ordering it once more when it failed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from core import audit
from core.access import User
from core.clock import timezone
from core.errors import DomainError
from core.jobs import words
from core.jobs.kinds import kinds, label_of
from core.models import Job, JobState

MOST_ATTEMPTS = 3
CARRIER = "core.jobs.running.run"


class OrderUnderWay(DomainError):
    def __init__(self, kind: str, subject: str) -> None:
        super().__init__(
            _(
                "“%(kind)s” is under way for “%(subject)s”. Please wait until it has ended, then"
                " order again."
            )
            % {"kind": label_of(kind), "subject": subject}
        )


class NotToBeRepeated(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This work has not failed, so there is nothing to try again."))


def start(
    *,
    kind: str,
    key: str,
    by: User | None,
    now: datetime,
    subject: str | Callable[[], str] = "",
    arguments: dict[str, Any] | None = None,
    place: Sequence[Any] = (),
    to_worker: bool = True,
) -> Job:
    """Order work, in the transaction of the caller; the same order given twice is one job.

    An order that is still open and asks for something else under the same key is refused.
    ``subject`` names what it is about, as text or as a function that is asked in each language;
    ``place`` is the page (name and arguments of an address) on which the order was given. With
    ``to_worker=False`` the caller runs the job itself; the worker takes it if that never happens.
    """
    named = words.in_every_language(subject if callable(subject) else lambda: subject)
    order = Job(
        kind=kinds()[kind].code,
        key=key,
        subject_vi=named["vi"][:200],
        subject_en=named["en"][:200],
        arguments=arguments or {},
        place=list(place),
        attempts_allowed=MOST_ATTEMPTS,
        ordered_by=by,
        ordered_at=now,
        handed_at=None if to_worker else now,
    )
    job = _keep(order)
    if to_worker and job is order:
        transaction.on_commit(partial(hand_over, job.pk))
    return job


def _keep(order: Job) -> Job:
    """Store an order, or find the open one it repeats; who came first may end meanwhile."""
    for _attempt in range(MOST_ATTEMPTS):
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            order.pk = None
            same = Job.objects.open().filter(kind=order.kind, key=order.key).first()
            if same and same.arguments == order.arguments:
                return same
            if same:
                break
        else:
            return order
    raise OrderUnderWay(order.kind, order.subject or order.key)


def hand_over(pk: int) -> None:
    """Give a job to the carrier; given twice, it still runs once."""
    async_task(CARRIER, pk)
    Job.objects.waiting().filter(pk=pk).update(handed_at=timezone.now())


def try_again(*, job: Job, by: User, now: datetime) -> Job:
    """Put failed or refused work before the worker once more."""
    with transaction.atomic():
        held = Job.objects.select_for_update().get(pk=job.pk)
        if not held.can_be_tried_again:
            raise NotToBeRepeated
        held.state, held.ended_at, held.message = JobState.WAITING, None, {}
        held.handed_at = None
        held.attempts_allowed = held.attempts + MOST_ATTEMPTS
        try:
            with transaction.atomic():
                held.save(
                    update_fields=["state", "ended_at", "message", "handed_at", "attempts_allowed"]
                )
        except IntegrityError as newer:
            raise OrderUnderWay(held.kind, held.subject or held.key) from newer
        audit.record(actor=by, action="job.again", now=now, target=held, kind=held.kind)
    transaction.on_commit(partial(hand_over, held.pk))
    return held
