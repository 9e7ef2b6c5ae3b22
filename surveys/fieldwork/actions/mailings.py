"""Invitations and reminders for a whole sample: written by the worker, released by a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from core import audit, jobs
from core.calendar.working_days import Calendar
from core.clock import timezone
from core.models import Job, MessageStatus, OutgoingMessage
from surveys.errors import NobodyToWriteTo, SendingUnderWay, WaveStatusUnfit
from surveys.fieldwork import letters
from surveys.fieldwork.actions.letter_writing import write_letters
from surveys.fieldwork.actions.message_writing import write_messages
from surveys.fieldwork.recipients import batch_of, recipients
from surveys.models import (
    Reminder,
    ReminderWay,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)

LADDER = (5, 10, 15)  # working days after the wave opens
KIND = "sending"
PRINTED = [kind for kind in SendingKind if kind.is_printed]
KEEP_LETTERS = timedelta(days=7)


@transaction.atomic
def order_sending(
    *,
    wave: Wave,
    kind: SendingKind,
    by: User | None,
    now: datetime,
    reminder: Reminder | None = None,
    number: str = "",
) -> Sending:
    """Ask the worker to write invitations, letters or a reminder to whoever still needs one."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.status != WaveStatus.OPEN:
        raise WaveStatusUnfit(wave)
    key = batch_of(wave, kind, reminder)
    if Job.objects.open().filter(kind=KIND, key=key).exists():
        raise SendingUnderWay
    total = recipients(wave, kind, reminder).count()
    if not total:
        raise NobodyToWriteTo(wave)
    place = ["surveys:sendings", wave.pk]
    job = jobs.start(kind=KIND, key=key, subject=lambda: wave.title, place=place, by=by, now=now)
    sending = Sending.objects.create(
        wave=wave,
        kind=kind,
        reminder=reminder,
        number=number.strip(),
        job=job,
        total=total,
        ordered_at=now,
        ordered_by=by,
    )
    audit.record(actor=by, action="wave.send", now=now, target=wave, kind=kind, enterprises=total)
    return sending


def run_sending(*, sending: Sending, now: datetime) -> Sending:
    """Write what the sending is for, slice by slice; may be stopped and run again."""
    if sending.wave.status != WaveStatus.OPEN:
        raise WaveStatusUnfit(sending.wave)
    if SendingKind(sending.kind).is_printed:
        write_letters(sending=sending, now=now)
    else:
        write_messages(sending=sending, now=now)
    if sending.reminder:
        _note_written(sending.reminder, now)
    sending.refresh_from_db()
    return sending


def _note_written(reminder: Reminder, now: datetime) -> None:
    """Note how many messages and letters a rung has brought."""
    messages = OutgoingMessage.objects.filter(
        batch=batch_of(reminder.wave, SendingKind.REMINDER, reminder)
    )
    letters_ = reminder.sendings.filter(kind=SendingKind.PAPER_REMINDER)
    Reminder.objects.filter(pk=reminder.pk).update(
        written_at=now,
        messages_written=messages.count(),
        letters_written=letters_.aggregate(done=Sum("done"))["done"] or 0,
    )


@transaction.atomic
def plan_reminders(
    *,
    wave: Wave,
    working_days: Sequence[int] = LADDER,
    ways: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> list[Reminder]:
    """Set the ladder: on which working days after opening those without an answer are reminded.

    ``ways`` says by which channel, day by day; the channel of the invitation where it says nothing.
    Reminders already written stay; the others are replaced.
    """
    by_days = dict(zip(working_days, ways, strict=False))
    wave.reminders.unwritten().delete()
    kept = wave.reminders.count()
    calendar = Calendar.load()
    planned = [
        Reminder(
            wave=wave,
            number=number,
            working_days=days,
            way=by_days.get(days, ReminderWay.SAME),
            due_on=calendar.add(wave.opens_on, days).day,
        )
        for number, days in enumerate(sorted(set(working_days)), start=1)
        if number > kept
    ]
    planned = [reminder for reminder in planned if reminder.due_on <= wave.closes_on]
    Reminder.objects.bulk_create(planned)
    audit.record(actor=by, action="wave.plan_reminders", now=now, target=wave, rungs=len(planned))
    return planned


def write_due_reminders(*, now: datetime) -> list[Sending]:
    """Order the reminders whose day has come, for every open wave: messages, and on paper.

    They wait until the first invitation has left: nobody is reminded of a letter not yet sent.
    """
    due = Reminder.objects.unwritten().filter(
        due_on__lte=timezone.localdate(now), wave__status=WaveStatus.OPEN, sendings__isnull=True
    )
    ordered: list[Sending] = []
    for reminder in due.select_related("wave").order_by("wave", "number"):
        if _none_is_invited_yet(reminder.wave):
            continue
        made = [
            sending
            for kind in (SendingKind.REMINDER, SendingKind.PAPER_REMINDER)
            if (sending := _order_of(reminder, kind, now))
        ]
        if not made:
            _note_written(reminder, now)
        ordered += made
    return ordered


def _none_is_invited_yet(wave: Wave) -> bool:
    """Whether all invitations wait in the outbox; one that is left there holds nobody else up."""
    batch = batch_of(wave, SendingKind.INVITATIONS)
    invitations = OutgoingMessage.objects.filter(batch=batch)
    waiting = invitations.filter(status__in=(MessageStatus.DRAFT, MessageStatus.RELEASED))
    return waiting.exists() and not invitations.filter(status=MessageStatus.SENT).exists()


def _order_of(reminder: Reminder, kind: SendingKind, now: datetime) -> Sending | None:
    try:
        return order_sending(wave=reminder.wave, kind=kind, reminder=reminder, by=None, now=now)
    except NobodyToWriteTo:
        return None


def erase_letters(*, now: datetime) -> int:
    """Erase files of letters after a week: they hold personal links."""
    old = Sending.objects.filter(
        kind__in=PRINTED, erased_at__isnull=True, job__ended_at__lte=now - KEEP_LETTERS
    )
    return sum(erase_letters_of(sending=sending, now=now) for sending in old)


def erase_letters_of(*, sending: Sending, now: datetime) -> bool:
    letters.erase(sending.pk)
    return bool(
        Sending.objects.filter(pk=sending.pk, erased_at__isnull=True).update(erased_at=now, file="")
    )
