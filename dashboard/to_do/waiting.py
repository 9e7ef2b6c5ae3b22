"""How much waits for the Association, and since when: rows of many tables in one question."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Value

from accounts.models import DataRequest, User
from core.access import Role
from core.clock import timezone
from core.models import Job, JobState, MessageStatus, OutgoingMessage
from core.remembered.requests import once_a_request
from dialogues.issues.queries.issues import list_unassigned
from dialogues.issues.queries.replies import list_waiting
from dialogues.models import Attachment
from surveys.models import PaperForm, Response, ResponseFlag, ReviewState

FAILED_SINCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind; ``wave`` and its title where they belong to one."""

    what: str
    wave: int
    title: str
    count: int
    oldest: datetime


def waiting(user: User, what: str) -> Waiting | None:
    """The rows of one kind that stand in no wave, if there are any."""
    return next(iter(waiting_by_wave(user, what)), None)


def waiting_by_wave(user: User, what: str) -> list[Waiting]:
    return [one for one in _all_waiting(user) if one.what == what]


@once_a_request
def _all_waiting(user: User) -> list[Waiting]:
    """Everything staff see on their first page, asked of the database at once."""
    asked = [*_of_staff(user), *(_of_administrators() if user.role == Role.ADMINISTRATOR else ())]
    first, *others = [rows.annotate(n=Count("pk", distinct=True)) for rows in asked]
    found = first.union(*others, all=True).order_by("wave_pk")
    names = ("what", "wave_pk", "named", "n", "oldest")
    return [Waiting(*(row[name] for name in names)) for row in found if row["n"]]


def _of_staff(user: User) -> list[QuerySet[Any, Any]]:
    letters = OutgoingMessage.objects.filter(status__in=(MessageStatus.DRAFT, MessageStatus.FAILED))
    flags = ResponseFlag.objects.values("response")
    flagged = Response.objects.filter(pk__in=flags, review=ReviewState.UNSEEN)
    paper = PaperForm.objects.filter(settled_at__isnull=True).exclude(entries__typed_by=user)
    sign_ups = User.objects.get_queryset().waiting_for_approval()
    return [
        _rows(letters, F("status"), "created_at"),
        _rows(sign_ups, Value("sign_ups"), "date_joined"),
        _rows(list_unassigned(), F("state"), "since"),
        _rows(Attachment.objects.waiting(), Value("files"), "at"),
        _rows(list_waiting(), Value("mails"), "taken_in_at"),
        _rows(flagged, Value("flagged"), "submitted_at", of_wave=True),
        _rows(paper, Value("paper"), "registered_at", of_wave=True),
    ]


def _of_administrators() -> list[QuerySet[Any, Any]]:
    """Requests nobody has answered, and work that failed and nobody has ordered again since."""
    newer = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    failed = Job.objects.filter(
        ~Exists(newer), state=JobState.FAILED, ended_at__gte=timezone.now() - FAILED_SINCE
    )
    asked = DataRequest.objects.filter(answered_at__isnull=True)
    return [
        _rows(asked, Value("data_requests"), "made_at"),
        _rows(failed, Value("failed_jobs"), "ended_at"),
    ]


def _rows(
    rows: QuerySet[Any], what: Any, since: str, *, of_wave: bool = False
) -> QuerySet[Any, Any]:
    """Rows under one name, so that those of several tables can stand below each other."""
    wave, title = (F("wave"), F("wave__title_vi")) if of_wave else (Value(0), Value(""))
    grouped = rows.order_by().values(what=what, wave_pk=wave, named=title)
    found: QuerySet[Any, Any] = grouped.annotate(oldest=Min(since))
    return found
