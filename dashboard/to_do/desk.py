"""What waits in the platform itself: messages, sign-ups, requests, the worker."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import (
    DataRequest,
    User,
)
from core import tasks
from core.access import Role
from core.clock import timezone
from core.models import Job, JobState, MessageStatus, OutgoingMessage
from dashboard.to_do.base import Todo

STAFF = {Role.STAFF, Role.ADMINISTRATOR}


def outbox(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    rows = OutgoingMessage.objects.filter(status__in=(MessageStatus.DRAFT, MessageStatus.FAILED))
    found = rows.order_by().values_list("status").annotate(n=Count("pk"), at=Min("created_at"))
    counts = {status: (count, first) for status, count, first in found}
    count, first = counts.get(MessageStatus.DRAFT, (0, None))
    if count:
        yield Todo(
            what=ngettext(
                "One message waits to be released",
                "%(count)d messages wait to be released",
                count,
            )
            % {"count": count},
            url=reverse("outbox") + "?status=draft",
            icon="mail",
            note=_("The oldest was written on %(day)s.")
            % {"day": f"{timezone.localdate(first):%d/%m/%Y}"},
            kind="signal",
        )
    count, _first = counts.get(MessageStatus.FAILED, (0, None))
    if count:
        yield Todo(
            what=ngettext(
                "One message could not be sent", "%(count)d messages could not be sent", count
            )
            % {"count": count},
            url=reverse("outbox") + "?status=failed",
            icon="warning",
            kind="bad",
        )


def sign_ups(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    waiting = User.objects.get_queryset().waiting_for_approval()
    found = waiting.aggregate(count=Count("pk"), oldest=Min("date_joined"))
    if count := found["count"]:
        yield Todo(
            what=ngettext(
                "One enterprise waits for its account",
                "%(count)d enterprises wait for their accounts",
                count,
            )
            % {"count": count},
            url=reverse("accounts:sign_ups"),
            icon="user",
            note=_("The oldest sign-up is of %(day)s.")
            % {"day": f"{timezone.localdate(found['oldest']):%d/%m/%Y}"},
            kind="signal",
        )


def data_requests(user: User, today: date) -> Iterator[Todo]:
    if user.role != Role.ADMINISTRATOR:
        return
    if count := DataRequest.objects.filter(answered_at__isnull=True).count():
        yield Todo(
            what=ngettext(
                "One request about personal data waits for an answer",
                "%(count)d requests about personal data wait for an answer",
                count,
            )
            % {"count": count},
            url=reverse("accounts:data_requests"),
            icon="lock",
            kind="signal",
        )


def worker(user: User, today: date) -> Iterator[Todo]:
    """Nothing is sent and no report is made while the worker is silent."""
    if user.role not in STAFF:
        return
    if tasks.is_silent(timezone.now()):
        yield Todo(
            what=_("The background worker is silent: messages and reports wait"),
            url=reverse("outbox"),
            icon="warning",
            note=_("Start it with “make worker”, or tell whoever runs the server."),
            kind="bad",
        )


def failed_jobs(user: User, today: date) -> Iterator[Todo]:
    """Work that failed in the last seven days and nobody has ordered again since."""
    if user.role != Role.ADMINISTRATOR:
        return
    since = timezone.now() - timedelta(days=7)
    newer = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    failed = Job.objects.filter(~Exists(newer), state=JobState.FAILED, ended_at__gte=since)
    if count := failed.count():
        yield Todo(
            what=ngettext(
                "One order in the background has failed",
                "%(count)d orders in the background have failed",
                count,
            )
            % {"count": count},
            url=reverse("jobs") + "?state=failed",
            icon="warning",
            kind="bad",
        )
