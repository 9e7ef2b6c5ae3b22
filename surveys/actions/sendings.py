"""Invitations and reminders for a whole sample: written by the worker, released by a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_q.tasks import async_task

from accounts.models import User
from core import audit
from core.models import Channel, OutgoingMessage
from core.workdays import Calendar
from surveys import letters, tokens
from surveys.actions.invitations import IssuedLink, issue_invitation
from surveys.errors import NobodyToWriteTo, WaveStatusUnfit
from surveys.models import (
    AccessKey,
    Invitation,
    JobStatus,
    Reminder,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)
from surveys.models.samples import InvitationChannel

LADDER = (5, 10, 15)  # working days after the wave opens
LETTERS_A_PART = 25
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
    by_mail = asked.exclude(enterprise__email="")
    if kind == SendingKind.INVITATIONS:
        return by_mail.pending().uninvited()
    if kind == SendingKind.LETTERS:
        return asked.pending().uninvited().filter(enterprise__email="")
    written = OutgoingMessage.objects.filter(batch=batch_of(wave, kind, reminder)).values("key")
    reached = by_mail.pending().filter(invitation__isnull=False, response__isnull=True)
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
            Sending.objects.filter(pk=sending.pk).update(done=F("done") + 1)
    if sending.reminder:
        written = OutgoingMessage.objects.filter(
            batch=batch_of(sending.wave, sending.kind, sending.reminder)
        ).count()
        Reminder.objects.filter(pk=sending.reminder.pk).update(
            written_at=now, messages_written=written
        )
    Sending.objects.filter(pk=sending.pk).update(status=JobStatus.DONE, finished_at=now)
    sending.refresh_from_db()
    return sending


def fail_sending(*, sending: Sending, problem: str, now: datetime) -> None:
    Sending.objects.filter(pk=sending.pk).update(
        status=JobStatus.FAILED, problem=problem[:300], finished_at=now
    )


@transaction.atomic
def plan_reminders(
    *, wave: Wave, working_days: Sequence[int] = LADDER, by: User | None, now: datetime
) -> list[Reminder]:
    """Set the ladder: on which working days after opening those without an answer are reminded.

    Reminders already written stay; the others are replaced.
    """
    wave.reminders.unwritten().delete()
    kept = wave.reminders.count()
    calendar = Calendar.load()
    planned = [
        Reminder(
            wave=wave,
            number=number,
            working_days=days,
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
    """Copy from the outbox to the invitations when they left; return how many were new."""
    noted = 0
    sent = OutgoingMessage.objects.filter(
        batch__startswith="wave:", key__contains=":invitations:", sent_at__isnull=False
    )
    unsent = set(Invitation.objects.unsent().values_list("sampled_id", flat=True))
    for key, sent_at in sent.values_list("key", "sent_at"):
        sampled = int(key.rsplit(":", 1)[1])
        if sampled in unsent:
            noted += Invitation.objects.filter(sampled=sampled).update(sent_at=sent_at)
    return noted


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
    """Give the enterprise its link and put the letter into the outbox: both, or neither."""
    wave, enterprise = sending.wave, sampled.enterprise
    sampled.wave = wave
    key = f"{batch_of(wave, sending.kind, sending.reminder)}:{sampled.pk}"
    try:
        with transaction.atomic():
            link = None
            if not (wave.is_blind and sending.kind == SendingKind.REMINDER):
                link = issue_invitation(sampled=sampled, now=now, by=sending.ordered_by)
            with translation.override(enterprise.language):
                subject, body = _worded(sending, sampled, link)
            OutgoingMessage.objects.create(
                key=key,
                channel=Channel.EMAIL,
                recipient=enterprise.email,
                subject=subject,
                body=body,
                language=enterprise.language,
                batch=batch_of(wave, sending.kind, sending.reminder),
                created_at=now,
            )
    except IntegrityError:
        Sending.objects.filter(pk=sending.pk).update(skipped=F("skipped") + 1)


def _worded(
    sending: Sending, sampled: SampledEnterprise, link: IssuedLink | None
) -> tuple[str, str]:
    name = "invitation" if sending.kind == SendingKind.INVITATIONS else "reminder"
    context = {
        "wave": sending.wave,
        "enterprise": sampled.enterprise,
        "link": f"{settings.BASE_URL}{link.path}" if link else "",
        "code": link.printed_code if link else "",
        "base_url": settings.BASE_URL,
        "reminder": sending.reminder,
    }
    subject = render_to_string(f"emails/surveys/{name}_subject.txt", context)
    return " ".join(subject.split()), render_to_string(f"emails/surveys/{name}.txt", context)


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
                    code=tokens.grouped(code),
                )
                for sampled, (token, code) in zip(some, secrets, strict=True)
            ],
            digest=tokens.token_digest(secrets[0][0]),
        )
        _store_keys(sending, some, secrets, now)
        letters.finish_part(draft)
    Sending.objects.filter(pk=sending.pk).update(file=letters.bound(sending.pk))


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
    Sending.objects.filter(pk=sending.pk).update(done=F("done") + len(some))
