"""Letters the dialogues put into the outbox. What the course tells whom is derived from its table.

Letters about single steps go out by themselves; invitations wait until a person releases them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from core.models import MessageStatus, OutgoingMessage
from dialogues.models import (
    Answer,
    Clock,
    ClockRole,
    Event,
    Issue,
)
from dialogues.notifications import links
from dialogues.notifications.sentences import SENTENCES
from dialogues.workflow.transitions import TABLE, Tell, Transition
from directory.models import Agency


@dataclass(frozen=True, slots=True)
class Addressee:
    key: str
    email: str
    language: str = "vi"


CALLS_FOR_VERDICT = {row.act for row in TABLE.values() if row.effect}


def write(
    *,
    key: str,
    to: Addressee,
    subject: object,
    template: str,
    context: dict[str, Any],
    now: datetime,
    batch: str = "",
    release: bool = True,
) -> bool:
    """Put a letter into the outbox, once a key; tell whether it is new."""
    if not to.email:
        return False
    with translation.override(to.language):
        body = render_to_string(template, context | {"now": now})
        title = str(subject)[:200]
    _message, is_new = OutgoingMessage.objects.get_or_create(
        key=key[:120],
        defaults={
            "recipient": to.email,
            "subject": title,
            "body": body,
            "language": to.language,
            "batch": batch[:120],
            "created_at": now,
            "status": MessageStatus.RELEASED if release else MessageStatus.DRAFT,
            "released_at": now if release else None,
        },
    )
    return is_new


def officers_of(agency: Agency, *, heads_only: bool = False) -> list[Addressee]:
    """The officers with an account, or else the agency's own address."""
    people = User.objects.filter(agency=agency, role=Role.OFFICER, is_active=True)
    if heads_only:
        people = people.filter(is_head=True)
    found = [Addressee(f"u{pk}", email) for pk, email in people.values_list("pk", "email")]
    return found or [Addressee(f"a{agency.pk}", agency.email)]


def people_with(role: Role) -> list[Addressee]:
    people = User.objects.filter(role=role, is_active=True).values_list("pk", "email")
    return [Addressee(f"u{pk}", email) for pk, email in people]


def raiser_of(issue: Issue) -> list[Addressee]:
    if not issue.enterprise:
        return []
    return [Addressee(f"e{issue.enterprise_id}", issue.enterprise.email, issue.enterprise.language)]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is written to, about which issue, and whose clock is meant."""

    to: Addressee
    issue: Issue
    clock: Clock | None = None


def _merged_issues(issue: Issue) -> Iterator[Issue]:
    """The issues that continue under the number of this one, however often merged."""
    for each in issue.absorbed.select_related("enterprise"):
        yield each
        yield from _merged_issues(each)


def _raisers(issue: Issue, transition: Transition) -> Iterator[Recipient]:
    """Its own raiser, and at the end those whose issues were merged into it."""
    yield from (Recipient(each, issue) for each in raiser_of(issue))
    if transition.act in CALLS_FOR_VERDICT | {"close"}:
        for other in _merged_issues(issue):
            yield from (Recipient(each, other) for each in raiser_of(other))


def _recipients(issue: Issue, transition: Transition, tell: Tell) -> Iterator[Recipient]:
    if tell == Tell.RAISER:
        yield from _raisers(issue, transition)
    elif tell == Tell.STAFF:
        yield from (Recipient(each, issue) for each in people_with(Role.STAFF))
    else:
        role = "lead" if tell == Tell.LEAD else "coordinating"
        clocks = issue.clocks.filter(role=role, round=issue.round, handed_over=False)
        for clock in clocks.select_related("agency", "ground"):
            yield from (Recipient(each, issue, clock) for each in officers_of(clock.agency))


def lead_clock(issue: Issue) -> Clock | None:
    running = issue.clocks.filter(role=ClockRole.LEAD, round=issue.round, handed_over=False)
    return running.select_related("ground").first()


def notify_step(*, issue: Issue, transition: Transition, event: Event, now: datetime) -> None:
    """Write the letters the table names for a step that was just taken."""
    for tell in transition.tells:
        for recipient in _recipients(issue, transition, tell):
            _tell_one(recipient, issue, transition, event, tell, now)


def _tell_one(
    recipient: Recipient,
    issue: Issue,
    transition: Transition,
    event: Event,
    tell: Tell,
    now: datetime,
) -> None:
    own, is_raiser = recipient.issue, tell == Tell.RAISER
    path = links.follow_path(own, now=now) if is_raiser else own.get_absolute_url()
    sets_day = transition.act in {"assign", "reopen", "hand_over"}
    clock = recipient.clock or (lead_clock(issue) if sets_day else None)
    due = recipient.clock.due_now if recipient.clock else issue.due_on
    of_other = "" if own == issue else f":{own.number}"
    write(
        key=f"issue:{issue.number}:{event.position}:{tell}:{recipient.to.key}{of_other}",
        to=recipient.to,
        subject=_Subject(own.number, transition.done),
        template="emails/dialogues/step.txt",
        context={
            "issue": own,
            "sentence": SENTENCES[transition.act, tell],
            "is_raiser": is_raiser,
            "reason": event.reason if own == issue else "",
            "due_on": due if sets_day else None,
            "ground": clock.ground if sets_day and clock else None,
            "asks_verdict": own == issue and is_raiser and transition.act in CALLS_FOR_VERDICT,
            "link": links.absolute(path),
        },
        now=now,
    )


def send_link(*, issue: Issue, now: datetime) -> bool:
    """Write a new link to the raiser, once an hour at most."""
    key = f"issue:{issue.number}:link:{now:%Y%m%d%H}"
    to = raiser_of(issue)
    if not to or OutgoingMessage.objects.filter(key=key).exists():
        return False
    return write(
        key=key,
        to=to[0],
        subject=_Subject(issue.number, _("New link")),
        template="emails/dialogues/link.txt",
        context={"issue": issue, "link": links.absolute(links.follow_path(issue, now=now))},
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """Rendered in the language of the letter."""

    number: str
    done: str | Promise

    def __str__(self) -> str:
        return translation.gettext("[Issue %(number)s] %(done)s") % {
            "number": self.number,
            "done": self.done,
        }


def notify_coordinator(*, issue: Issue, clock: Clock, event: Event, now: datetime) -> None:
    """Write to an agency that joins later as it would have been written to at the assignment."""
    for addressee in officers_of(clock.agency):
        write(
            key=f"issue:{issue.number}:{event.position}:{Tell.COORDINATORS}:{addressee.key}",
            to=addressee,
            subject=_Subject(issue.number, event.label),
            template="emails/dialogues/step.txt",
            context={
                "issue": issue,
                "sentence": SENTENCES["assign", Tell.COORDINATORS],
                "reason": event.reason,
                "due_on": clock.due_on,
                "ground": clock.ground,
                "link": links.absolute(issue.get_absolute_url()),
            },
            now=now,
        )


def notify_overdue(
    *, clock: Clock, to: Iterable[Addressee], key: str, days: int, is_over: bool, now: datetime
) -> None:
    """Remind before the day, report after it."""
    issue = clock.issue
    for addressee in to:
        write(
            key=f"clock:{clock.pk}:{key}:{addressee.key}",
            to=addressee,
            subject=_Subject(issue.number, _("Overdue") if is_over else _("Due soon")),
            template="emails/dialogues/due.txt",
            context={
                "issue": issue,
                "clock": clock,
                "days": days,
                "is_over": is_over,
                "link": links.absolute(issue.get_absolute_url()),
            },
            now=now,
        )


def notify_heads(*, answer: Answer, now: datetime) -> None:
    """Ask the head of an agency to approve an answer."""
    issue = answer.issue
    for addressee in officers_of(answer.agency, heads_only=True):
        write(
            key=f"answer:{answer.pk}:{now:%Y%m%d%H%M%S}:approve:{addressee.key}",
            to=addressee,
            subject=_Subject(issue.number, _("An answer waits for your approval")),
            template="emails/dialogues/approve.txt",
            context={"issue": issue, "link": links.absolute(issue.get_absolute_url())},
            now=now,
        )


def notify_author(*, answer: Answer, by: User, now: datetime) -> None:
    """Give an answer back to its author with the remark of the head."""
    issue = answer.issue
    write(
        key=f"answer:{answer.pk}:{now:%Y%m%d%H%M%S}:back",
        to=Addressee(f"u{answer.author_id}", answer.author.email),
        subject=_Subject(issue.number, _("Please revise your answer")),
        template="emails/dialogues/revise.txt",
        context={
            "issue": issue,
            "remark": answer.remark,
            "head": by,
            "link": links.absolute(issue.get_absolute_url()),
        },
        now=now,
    )


def chase_intake(*, issue: Issue, days: int, now: datetime) -> bool:
    """Tell the Association, once, that an issue should have been passed on."""
    told = [
        write(
            key=f"intake:{issue.number}:{addressee.key}",
            to=addressee,
            subject=_Subject(issue.number, _("To be passed on to an agency")),
            template="emails/dialogues/intake_late.txt",
            context={
                "issue": issue,
                "days": days,
                "link": links.absolute(issue.get_absolute_url()),
            },
            now=now,
        )
        for addressee in people_with(Role.STAFF)
    ]
    return any(told)
