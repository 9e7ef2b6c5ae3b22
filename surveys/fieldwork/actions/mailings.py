"""Invitations and reminders for a whole sample: written by the worker, released by a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from accounts.models import User
from core import audit
from core.calendar.working_days import Calendar
from core.messaging.text_messages import mobile
from core.models import Channel, OutgoingMessage
from surveys import tokens
from surveys.errors import NobodyToWriteTo, SendingUnderWay, WaveStatusUnfit
from surveys.fieldwork import letters
from surveys.fieldwork.actions.invitations import IssuedLink, issue_invitation
from surveys.fieldwork.message_texts import Words, words
from surveys.models import (
    ELECTRONIC,
    AccessKey,
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Invitation,
    InvitationChannel,
    JobStatus,
    Reminder,
    ReminderWay,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)

LADDER = (5, 10, 15)  # working days after the wave opens
LETTERS_A_PART = 25
GIVEN_UP = timedelta(hours=2)  # a job that has not ended by then was lost for good
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
    under_way = wave.sendings.filter(
        status__in=[JobStatus.WAITING, JobStatus.RUNNING], ordered_at__gt=now - GIVEN_UP
    )
    if under_way.filter(kind=kind, reminder=reminder).exists():
        raise SendingUnderWay
    total = recipients(wave, kind, reminder).count()
    if not total:
        raise NobodyToWriteTo(wave)
    sending = Sending.objects.create(
        wave=wave, kind=kind, reminder=reminder, total=total, ordered_at=now, ordered_by=by
    )
    audit.record(actor=by, action="wave.send", now=now, target=wave, kind=kind, enterprises=total)
    transaction.on_commit(lambda: async_task("surveys.tasks.run_sending", sending.pk))
    return sending


def recipients(
    wave: Wave, kind: str, reminder: Reminder | None = None
) -> QuerySet[SampledEnterprise]:
    """Whom a sending still has to be written to. Asking again after a stop gives who is left."""
    asked = SampledEnterprise.objects.main().filter(wave=wave, enterprise__opt_out__isnull=True)
    if kind == SendingKind.INVITATIONS:
        new = asked.pending().uninvited().with_reach(first=wave.channels)
        return new.filter(Q(reach__in=ELECTRONIC))
    if kind == SendingKind.LETTERS:
        new = asked.pending().uninvited().with_reach(first=wave.channels)
        return new.filter(Q(reach=InvitationChannel.LETTER))
    written = OutgoingMessage.objects.filter(batch=batch_of(wave, kind, reminder)).values("key")
    way = reminder.way if reminder else ReminderWay.SAME
    among = [channel for channel in wave.channels if channel in ELECTRONIC]
    if way in ELECTRONIC and way not in among:
        among.append(way)
    reached = asked.pending().filter(invitation__isnull=False, response__isnull=True)
    reached = reached.with_reach_again(way=way, among=among).exclude(Q(reach=""))
    done = [int(key.rsplit(":", 1)[1]) for key in written.values_list("key", flat=True)]
    return reached.exclude(pk__in=done)


def batch_of(wave: Wave, kind: str, reminder: Reminder | None = None) -> str:
    return f"wave:{wave.pk}:{kind}" + (f":{reminder.number}" if reminder else "")


def run_sending(*, sending: Sending, now: datetime) -> Sending:
    """Write what the sending is for, one enterprise a transaction; may be stopped and run again."""
    if sending.status == JobStatus.DONE:
        return sending
    Sending.objects.filter(pk=sending.pk).update(status=JobStatus.RUNNING, problem="")
    if sending.kind == SendingKind.LETTERS:
        _write_letters(sending, now)
    else:
        for sampled in _in_order(sending):
            _write_message(sending, sampled, now)
    if sending.reminder:
        written = OutgoingMessage.objects.filter(
            batch=batch_of(sending.wave, sending.kind, sending.reminder)
        ).count()
        Reminder.objects.filter(pk=sending.reminder.pk).update(
            written_at=now, messages_written=written
        )
    Sending.objects.filter(pk=sending.pk).update(status=JobStatus.DONE, finished_at=now, problem="")
    sending.refresh_from_db()
    return sending


def fail_sending(*, sending: Sending, problem: str, now: datetime) -> None:
    """Note what stopped it, unless a second worker has brought it to its end meanwhile."""
    Sending.objects.filter(pk=sending.pk).exclude(status=JobStatus.DONE).update(
        status=JobStatus.FAILED, problem=problem[:300], finished_at=now
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


def note_what_was_sent() -> int:
    """Copy from the outbox to the contact log, and to the invitations, what left; count the new."""
    sent = OutgoingMessage.objects.filter(batch__startswith="wave:", sent_at__isnull=False)
    known = ContactAttempt.objects.exclude(message_key="").values("message_key")
    noted = 0
    for message in sent.exclude(key__in=known).only("key", "channel", "sent_at").iterator():
        noted += _note(message)
    return noted


@transaction.atomic
def _note(message: OutgoingMessage) -> bool:
    sampled = int(message.key.rsplit(":", 1)[1])
    if not SampledEnterprise.objects.filter(pk=sampled).exists():
        return False
    _attempt, is_new = ContactAttempt.objects.get_or_create(
        message_key=message.key,
        defaults={
            "sampled_id": sampled,
            "at": message.sent_at or message.created_at,
            "channel": message.channel,
            "result": ContactResult.SENT,
        },
    )
    if f":{SendingKind.INVITATIONS}:" in message.key:
        Invitation.objects.unsent().filter(sampled=sampled).update(sent_at=message.sent_at)
    return is_new


def erase_letters(*, now: datetime) -> int:
    """Erase files of letters after a week: they hold personal links."""
    old = Sending.objects.filter(
        kind=SendingKind.LETTERS, erased_at__isnull=True, finished_at__lte=now - KEEP_LETTERS
    )
    return sum(erase_letters_of(sending=sending, now=now) for sending in old)


def erase_letters_of(*, sending: Sending, now: datetime) -> bool:
    letters.erase(sending.pk)
    return bool(
        Sending.objects.filter(pk=sending.pk, erased_at__isnull=True).update(erased_at=now, file="")
    )


def _in_order(sending: Sending) -> Iterable[SampledEnterprise]:
    left = recipients(sending.wave, sending.kind, sending.reminder)
    return left.select_related("enterprise", "wave").order_by("stratum_id", "position").iterator()


def _write_message(sending: Sending, sampled: SampledEnterprise, now: datetime) -> None:
    """Give the enterprise its link, put the letter into the outbox, count it: all, or nothing."""
    wave, enterprise = sending.wave, sampled.enterprise
    sampled.wave = wave
    key = f"{batch_of(wave, sending.kind, sending.reminder)}:{sampled.pk}"
    channel = Channel(sampled.reach)  # type: ignore[attr-defined]  # by the query of recipients
    try:
        with transaction.atomic():
            link = None
            if not (wave.is_blind and sending.kind == SendingKind.REMINDER):
                link = issue_invitation(
                    sampled=sampled,
                    now=now,
                    by=sending.ordered_by,
                    channel=InvitationChannel(channel.value),
                )
            written = _word_message(sending, sampled, link)
            is_mail = channel == Channel.EMAIL
            OutgoingMessage.objects.create(
                key=key,
                channel=channel,
                recipient=enterprise.email if is_mail else mobile(enterprise.phone),
                subject=written.subject,
                body=written.body,
                language=enterprise.language,
                batch=batch_of(wave, sending.kind, sending.reminder),
                created_at=now,
            )
            Sending.objects.filter(pk=sending.pk).update(done=F("done") + 1)
    except IntegrityError:
        Sending.objects.filter(pk=sending.pk).update(skipped=F("skipped") + 1, done=F("done") + 1)


def _word_message(sending: Sending, sampled: SampledEnterprise, link: IssuedLink | None) -> Words:
    return words(
        kind=sending.kind,
        channel=sampled.reach,  # type: ignore[attr-defined]  # added by the query of recipients
        wave=sending.wave,
        enterprise=sampled.enterprise,
        link=f"{settings.BASE_URL}{link.path}" if link else "",
        code=link.printed_code if link else "",
        reminder=sending.reminder,
    )


def _write_letters(sending: Sending, now: datetime) -> None:
    """Write the letters part by part: a draft of the file, then the keys that stand in it."""
    letters.recover(
        sending.pk,
        is_known=lambda digest: AccessKey.objects.filter(token_digest=digest).exists(),
    )
    left = list(_in_order(sending))
    part = letters.parts_written(sending.pk)
    for start in range(0, len(left), LETTERS_A_PART):
        some = left[start : start + LETTERS_A_PART]
        secrets = [(tokens.new_token(), tokens.new_code()) for _each in some]
        part += 1
        draft = letters.write_part(
            sending.pk,
            part,
            [
                letters.Letter(
                    enterprise=sampled.enterprise,
                    wave=sending.wave,
                    link=f"{settings.BASE_URL}/s/{token}/",
                    code=tokens.group_code(code),
                )
                for sampled, (token, code) in zip(some, secrets, strict=True)
            ],
            digest=tokens.token_digest(secrets[0][0]),
        )
        _store_keys(sending, some, secrets, now)
        letters.finish_part(draft)
    Sending.objects.filter(pk=sending.pk).update(file=letters.bind_letters(sending.pk))


@transaction.atomic
def _store_keys(
    sending: Sending,
    some: Sequence[SampledEnterprise],
    secrets: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    for sampled, secret in zip(some, secrets, strict=True):
        sampled.wave = sending.wave
        issue_invitation(
            sampled=sampled,
            now=now,
            by=sending.ordered_by,
            channel=InvitationChannel.LETTER,
            secret=secret,
        )
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
