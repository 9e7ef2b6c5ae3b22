"""Flags are raised by the platform; what becomes of a response is decided by a person."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from core import audit, jobs
from core.models import Job
from surveys.errors import BlindWaveOpen, ReasonMissing
from surveys.instrument import model as documents
from surveys.instrument import types
from surveys.instrument.expressions.asking import lookup
from surveys.models import Anonymity, FlagKind, Response, ResponseFlag, ReviewState, Wave
from surveys.review.checks import Answered, Expectations, Finding, Flag, findings

T = TypeVar("T")
FlagKey = tuple[int, str, tuple[str, ...]]  # response, kind, what it is about
SLICE = 200  # flags in one transaction
KIND = "flags"
JUDGED_AT_ONCE = 2000  # responses; half a second
RATED_FROM = 5  # rows of a matrix from which one and the same rating is odd


def raise_flags(*, wave: Wave, now: datetime) -> int:
    """Judge all submitted responses of a wave anew; flags that still hold keep their time.

    A blind wave is judged once it is closed: the time of a flag would tell when its answers came.
    Flags are stored some at a time; done again, only what differs is stored.
    """
    if wave.is_blind and not wave.is_closed:
        raise BlindWaveOpen(wave)
    found = find_flags(wave)
    known = {
        (response, kind, tuple(about)): pk
        for pk, response, kind, about in ResponseFlag.objects.filter(
            response__wave=wave
        ).values_list("pk", "response_id", "kind", "about")
    }
    gone = [pk for key, pk in known.items() if key not in found]
    for some in _slices(gone):
        ResponseFlag.objects.filter(pk__in=some).delete()
    for new in _slices(sorted(found - known.keys(), key=str)):
        _store_flags(new, now)
    return len(found)


def find_flags(wave: Wave) -> set[FlagKey]:
    """Judge all submitted responses; nothing is written."""
    document = wave.version.compiled
    rows = [
        Answered(pk, answers, sum(seconds.values()) if seconds else None)
        for pk, answers, seconds in wave.responses.submitted()
        .order_by("pk")
        .values_list("pk", "answers", "seconds")
    ]
    return {
        (int(str(finding.key)), finding.flag.value, finding.about)
        for finding in [*findings(rows, expectations(document)), *contradictions(document, rows)]
    }


def _slices(rows: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(rows), SLICE):
        yield rows[start : start + SLICE]


@transaction.atomic
def _store_flags(some: list[FlagKey], now: datetime) -> None:
    """Store flags of responses that are still there; what another worker stored stays."""
    there = set(
        Response.objects.filter(pk__in={key for key, _kind, _about in some})
        .order_by()
        .values_list("pk", flat=True)
    )
    ResponseFlag.objects.bulk_create(
        [
            ResponseFlag(response_id=key, kind=FlagKind(kind), about=list(about), raised_at=now)
            for key, kind, about in some
            if key in there
        ],
        ignore_conflicts=True,
    )


def order_flags(*, wave: Wave, by: User, now: datetime) -> Job:
    """Have the responses judged anew: at once where they are few, else by the worker."""
    if wave.is_blind and not wave.is_closed:
        raise BlindWaveOpen(wave)
    to_worker = wave.responses.submitted().count() > JUDGED_AT_ONCE
    order = jobs.start(
        kind=KIND,
        key=str(wave.pk),
        subject=lambda: wave.title,
        arguments={"wave": wave.pk},
        place=["surveys:flagged", wave.pk],
        by=by,
        now=now,
        to_worker=to_worker,
    )
    return order if to_worker else jobs.run_here(order.pk)


def raise_due_flags(*, now: datetime) -> int:
    """Look through the responses of waves that are open, or were closed in the last two days."""
    running = Wave.objects.open().exclude(anonymity=Anonymity.BLIND)
    due = running | Wave.objects.closed().filter(closed_at__gte=now - timedelta(days=2))
    return sum(raise_flags(wave=wave, now=now) for wave in due.select_related("version"))


def expectations(document: documents.Document) -> Expectations:
    """Read from the questionnaire which ratings stand together and which answers are numbers."""
    return Expectations(
        rating_blocks={
            question.name: tuple(f"{question.name}.{row.code}" for row in question.rows)
            for question in document.questions()
            if len(question.rows) >= RATED_FROM
        },
        numbers=tuple(q.name for q in document.questions() if types.of(q).has_outliers),
    )


def contradictions(document: documents.Document, rows: list[Answered]) -> Iterator[Finding]:
    for row in rows:
        for declared in document.contradictions:
            if declared.expression.holds(lookup(row.answers)):
                yield Finding(row.key, Flag.CONTRADICTION, (declared.name,))


@transaction.atomic
def review_several(
    *, wave: Wave, keys: Iterable[int], state: ReviewState, reason: str, by: User, now: datetime
) -> int:
    """Decide about several responses of a wave with one reason; tell how many there were."""
    if wave.is_blind and not wave.is_closed:
        raise BlindWaveOpen(wave)
    chosen = list(wave.responses.submitted().filter(pk__in=list(keys)).order_by("pk"))
    for response in chosen:
        review_response(response=response, state=state, reason=reason, by=by, now=now)
    return len(chosen)


@transaction.atomic
def review_response(
    *, response: Response, state: ReviewState, reason: str, by: User, now: datetime
) -> Response:
    """Keep a response or set it aside, which needs a reason; nothing is deleted."""
    if state == ReviewState.SET_ASIDE and not reason.strip():
        raise ReasonMissing
    response = Response.objects.select_for_update().get(pk=response.pk)
    response.review, response.review_reason = state, reason.strip()
    response.reviewed_at, response.reviewed_by = now, by
    response.save(update_fields=["review", "review_reason", "reviewed_at", "reviewed_by"])
    audit.record(
        actor=by,
        action="response.review",
        now=now,
        target=response,
        reason=reason.strip(),
        state=str(state),
    )
    return response
