"""Counting long histories: ordered by whoever looks where something has happened since."""

from datetime import date, datetime
from typing import Any

from django.utils import translation

from core import jobs
from core.access import User
from core.models import Job
from dialogues.statistics.kept_counts import count_scores
from directory.models import Agency

KIND = "scores"


def order_scores(
    *, first: date | None, last: date | None, only: Agency | None, by: User, now: datetime
) -> Job:
    """Have the scorecard of a period counted."""
    told = {
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "only": only and only.pk,
        "language": translation.get_language() or "vi",
    }
    return jobs.start(
        kind=KIND,
        key=":".join(str(value or "") for value in told.values()),
        arguments=told,
        place=["dialogues:scorecard"],
        by=by,
        now=now,
    )


def count_ordered(job: Job, *, today: date) -> None:
    told = job.arguments
    span: dict[str, Any] = {
        name: date.fromisoformat(told[name]) if told[name] else None for name in ("first", "last")
    }
    with translation.override(told["language"]):
        count_scores(today=today, only=Agency.objects.filter(pk=told["only"]).first(), **span)
