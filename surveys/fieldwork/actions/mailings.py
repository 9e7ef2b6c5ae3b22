"""Invitations and reminders for a whole sample: written by the worker, released by a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core import audit, jobs
from core.calendar.working_days import Calendar
from core.models import Job, OutgoingMessage
from surveys import tokens
from surveys.errors import NobodyToWriteTo, SendingUnderWay, WaveStatusUnfit
from surveys.fieldwork import letters
from surveys.fieldwork.actions.invitations import NewLink, store_links
from surveys.fieldwork.actions.message_writing import in_slices, write_messages
from surveys.fieldwork.message_texts import link_of
from surveys.fieldwork.recipients import batch_of, recipients
from surveys.models import (
    AccessKey,
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Invitation,
    InvitationChannel,
    Reminder,
    ReminderWay,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)

LADDER = (5, 10, 15)  # working days after the wave opens
KIND = "sending"
KEEP_LETTERS = timedelta(days=7)


@transaction.atomic
def order_sending(
    *,
    wave: Wave,
    kind: SendingKind,
    by: User | None,
    now: datetime,
    reminder: Reminder | None = None,
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
        wave=wave, kind=kind, reminder=reminder, job=job, total=total, ordered_at=now, ordered_by=by
    )
    audit.record(actor=by, action="wave.send", now=now, target=wave, kind=kind, enterprises=total)
    return sending


def run_sending(*, sending: Sending, now: datetime) -> Sending:
    """Write what the sending is for, slice by slice; may be stopped and run again."""
    if sending.wave.status != WaveStatus.OPEN:
        raise WaveStatusUnfit(sending.wave)
    if sending.kind == SendingKind.LETTERS:
        _write_letters(sending, now)
    else:
        write_messages(sending=sending, now=now)
    if sending.reminder:
        written = OutgoingMessage.objects.filter(
            batch=batch_of(sending.wave, sending.kind, sending.reminder)
        ).count()
        Reminder.objects.filter(pk=sending.reminder.pk).update(
            written_at=now, messages_written=written
        )
    sending.refresh_from_db()
    return sending


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
    """Order the reminders whose day has come, for every open wave."""
    due = Reminder.objects.unwritten().filter(
        due_on__lte=timezone.localdate(now), wave__status=WaveStatus.OPEN, sendings__isnull=True
    )
    ordered = []
    for reminder in due.select_related("wave").order_by("wave", "number"):
        try:
            ordered.append(
                order_sending(
                    wave=reminder.wave,
                    kind=SendingKind.REMINDER,
                    reminder=reminder,
                    by=None,
                    now=now,
                )
            )
        except NobodyToWriteTo:
            Reminder.objects.filter(pk=reminder.pk).update(written_at=now, messages_written=0)
    return ordered


def erase_letters(*, now: datetime) -> int:
    """Erase files of letters after a week: they hold personal links."""
    old = Sending.objects.filter(
        kind=SendingKind.LETTERS, erased_at__isnull=True, job__ended_at__lte=now - KEEP_LETTERS
    )
    return sum(erase_letters_of(sending=sending, now=now) for sending in old)


def erase_letters_of(*, sending: Sending, now: datetime) -> bool:
    letters.erase(sending.pk)
    return bool(
        Sending.objects.filter(pk=sending.pk, erased_at__isnull=True).update(erased_at=now, file="")
    )


def _write_letters(sending: Sending, now: datetime) -> None:
    """Write the letters part by part: the file, then the keys that stand in it."""
    part = letters.drop_unknown(
        sending.pk,
        is_known=lambda digest: AccessKey.objects.filter(token_digest=digest).exists(),
    )
    for some in in_slices(sending):
        secrets = [tokens.new_secret() for _each in some]
        part += 1
        letters.write_part(
            sending.pk,
            part,
            [
                letters.Letter(
                    enterprise=sampled.enterprise,
                    wave=sending.wave,
                    link=link_of(secret),
                    code=tokens.group_code(secret.code),
                )
                for sampled, secret in zip(some, secrets, strict=True)
            ],
            digest=secrets[0].token_digest,
        )
        _store_keys(sending, some, secrets, now)
    Sending.objects.filter(pk=sending.pk).update(file=letters.bind_letters(sending.pk))


@transaction.atomic
def _store_keys(
    sending: Sending,
    some: Sequence[SampledEnterprise],
    secrets: Sequence[tokens.Secret],
    now: datetime,
) -> None:
    links = [
        NewLink(sampled, secret, InvitationChannel.LETTER)
        for sampled, secret in zip(some, secrets, strict=True)
    ]
    store_links(links=links, now=now, by=sending.ordered_by)
    Invitation.objects.filter(sampled__in=some).update(sent_at=now)
    ContactAttempt.objects.bulk_create(
        ContactAttempt(
            sampled=sampled,
            at=now,
            by=sending.ordered_by,
            channel=ContactChannel.LETTER,
            result=ContactResult.SENT,
            message_key=f"{batch_of(sending.wave, SendingKind.LETTERS)}:{sampled.pk}",
        )
        for sampled in some
    )
    Sending.objects.filter(pk=sending.pk).update(done=F("done") + len(some))
