"""What waits in the platform itself: messages, sign-ups, requests, the worker."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import tasks
from core.access import Role
from core.clock import timezone
from core.models import MessageStatus
from dashboard.to_do.base import Todo
from dashboard.to_do.waiting import waiting

STAFF = {Role.STAFF, Role.ADMINISTRATOR}


def outbox(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    if draft := waiting(user, MessageStatus.DRAFT):
        yield Todo(
            what=ngettext(
                "One message waits to be released",
                "%(count)d messages wait to be released",
                draft.count,
            )
            % {"count": draft.count},
            url=reverse("outbox") + "?status=draft",
            icon="mail",
            note=_("The oldest was written on %(day)s.")
            % {"day": f"{timezone.localdate(draft.oldest):%d/%m/%Y}"},
            kind="signal",
        )
    if failed := waiting(user, MessageStatus.FAILED):
        yield Todo(
            what=ngettext(
                "One message could not be sent",
                "%(count)d messages could not be sent",
                failed.count,
            )
            % {"count": failed.count},
            url=reverse("outbox") + "?status=failed",
            icon="warning",
            kind="bad",
        )


def sign_ups(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    if found := waiting(user, "sign_ups"):
        yield Todo(
            what=ngettext(
                "One enterprise waits for its account",
                "%(count)d enterprises wait for their accounts",
                found.count,
            )
            % {"count": found.count},
            url=reverse("accounts:sign_ups"),
            icon="user",
            note=_("The oldest sign-up is of %(day)s.")
            % {"day": f"{timezone.localdate(found.oldest):%d/%m/%Y}"},
            kind="signal",
        )


def data_requests(user: User, today: date) -> Iterator[Todo]:
    if user.role != Role.ADMINISTRATOR:
        return
    if found := waiting(user, "data_requests"):
        yield Todo(
            what=ngettext(
                "One request about personal data waits for an answer",
                "%(count)d requests about personal data wait for an answer",
                found.count,
            )
            % {"count": found.count},
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
    if failed := waiting(user, "failed_jobs"):
        yield Todo(
            what=ngettext(
                "One order in the background has failed",
                "%(count)d orders in the background have failed",
                failed.count,
            )
            % {"count": failed.count},
            url=reverse("jobs") + "?state=failed",
            icon="warning",
            kind="bad",
        )
