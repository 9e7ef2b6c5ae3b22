"""Reading jobs: whoever reads settles first what a dead worker left, so that no state lies."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404

from core.access import Role
from core.jobs.kinds import kinds
from core.jobs.sweeping import refresh
from core.models import OPEN_STATES, Job, JobQuerySet

TOLD_FOR = timedelta(days=7)


def read(*, now: datetime) -> JobQuerySet:
    """All jobs, as they stand now."""
    refresh(now=now)
    return Job.objects.select_related("ordered_by")


def latest(*, kind: str, key: str, now: datetime) -> Job | None:
    """The newest order of this kind and key."""
    return read(now=now).filter(kind=kind, key=key).order_by("-pk").first()


def latest_by_key(*, kind: str, keys: Iterable[str], now: datetime) -> dict[str, Job]:
    """The newest order of each key, in one query more than sweeping takes."""
    found = read(now=now).filter(kind=kind, key__in=list(keys)).order_by("pk")
    return {job.key: job for job in found}


def list_unsettled(*, kind: str, now: datetime) -> list[Job]:
    """The newest order of each key that is open, or failed in the last week: what a page tells."""
    recent = Q(state__in=OPEN_STATES) | Q(ended_at__gte=now - TOLD_FOR)
    found = {job.key: job for job in read(now=now).filter(recent, kind=kind).order_by("pk")}
    return [job for job in found.values() if not job.is_done]


def find_visible(pk: int, user: Any, *, now: datetime) -> Job:
    """One job, for those who may see it; for others it does not exist."""
    job = read(now=now).filter(pk=pk).first()
    if job is None or not may_see(user, job):
        raise Http404
    return job


def may_see(user: Any, job: Job) -> bool:
    kind = kinds().get(job.kind)
    return bool(kind and kind.is_public) or may_order(user, job)


def may_order(user: Any, job: Job) -> bool:
    """Whether somebody may give this order, and so try it again."""
    if not user.is_authenticated:
        return False
    kind = kinds().get(job.kind)
    if user.role == Role.ADMINISTRATOR:
        return True
    if kind and kind.is_own:
        return bool(job.ordered_by_id == user.pk)
    return bool(kind and user.has_perm(kind.permission))
