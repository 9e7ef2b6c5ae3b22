"""Letters about issues: who is written to at which step, and with which link.

Which letters there are, and when one is no longer wanted, stands in ``dialogues.letter_kinds``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.access import Role
from core.clock.timezone import localdate
from core.messaging import writing
from core.messaging.kinds import LetterKind
from core.models import Channel, OutgoingMessage
from dialogues import letter_kinds as kinds
from dialogues.models import Answer, Clock, ClockRole, DeadlineGround, Event, Issue, LegalProvision
from dialogues.models.events import Side
from dialogues.notifications import links
from dialogues.workflow.transitions import TABLE, Informed, Transition
from directory.models import Agency


@dataclass(frozen=True, slots=True)
class Addressee:
    key: str
    email: str
    language: str = "vi"
    channel: Channel = Channel.EMAIL


CALLS_FOR_VERDICT = {row.act for row in TABLE.values() if row.effect}
SETS_DAY = {"assign", "reopen", "hand_over"}
SENTENCES = "emails/dialogues/steps.txt"


def write(kind: LetterKind, *, to: Addressee, **letter: Any) -> bool:
    """Put a letter into the outbox, once a key; tell whether it is new."""
    return writing.write(kind, to=writing.Addressee(to.email, to.language, to.channel), **letter)


def officers_of(agency: Agency, *, heads_only: bool = False) -> list[Addressee]:
    """The officers with an account, or else the agency's own address."""
    people = User.objects.filter(agency=agency, role=Role.OFFICER, is_active=True)
    if heads_only:
        people = people.filter(is_head=True)
    found = [Addressee(f"u{pk}", email) for pk, email in people.values_list("pk", "email")]
    return found or [Addressee(f"a{agency.pk}", agency.email)]


def is_reachable(agency: Agency) -> bool:
    """Whether anybody there gets a letter."""
    return any(each.email for each in officers_of(agency))


def people_with(role: Role) -> list[Addressee]:
    people = User.objects.filter(role=role, is_active=True).values_list("pk", "email")
    return [Addressee(f"u{pk}", email) for pk, email in people]


def raiser_of(issue: Issue) -> list[Addressee]:
    """The enterprise that raised it, or the guest of a session who stands for none we know."""
    if not issue.enterprise:
        return _guest_of(issue)
    return [Addressee(f"e{issue.enterprise_id}", issue.enterprise.email, issue.enterprise.language)]


def _guest_of(issue: Issue) -> list[Addressee]:
    guest = issue.participant
    return [Addressee(f"p{guest.pk}", guest.email)] if guest and guest.email else []


def supporters_of(issue: Issue) -> list[Addressee]:
    """Who said “we have this, too”; the raiser hears of the answer anyway."""
    others = issue.supporters.select_related("enterprise", "participant")
    others = others.exclude(enterprise=issue.enterprise_id) if issue.enterprise_id else others
    found = []
    for each in others:
        if each.enterprise:
            firm = each.enterprise
            found.append(Addressee(f"e{firm.pk}", firm.email, firm.language))
        elif each.participant:
            found.append(Addressee(f"p{each.participant.pk}", each.participant.email))
    return found


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


def _recipients(issue: Issue, transition: Transition, tell: Informed) -> Iterator[Recipient]:
    if tell == Informed.RAISER:
        yield from _raisers(issue, transition)
    elif tell == Informed.STAFF:
        yield from (Recipient(each, issue) for each in people_with(Role.STAFF))
    else:
        role = "lead" if tell == Informed.LEAD else "coordinating"
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


def notify_supporters(*, issue: Issue, event: Event, now: datetime) -> None:
    """Tell those with the same matter that the answer is there, where they may read it."""
    if issue.published_at is None:
        return
    for addressee in supporters_of(issue):
        write(
            kinds.SUPPORTED_ANSWERED,
            key=f"issue:{issue.number}:{event.position}:support:{addressee.key}",
            to=addressee,
            about=issue,
            context={
                "issue": issue,
                "link": links.absolute(reverse("dialogues:question", args=[issue.number])),
            },
            now=now,
        )


def _tell_one(
    recipient: Recipient,
    issue: Issue,
    transition: Transition,
    event: Event,
    tell: Informed,
    now: datetime,
) -> None:
    own, is_raiser = recipient.issue, tell == Informed.RAISER
    path = links.follow_path(own, now=now) if is_raiser else own.get_absolute_url()
    due_on, ground = _day_set(recipient, issue) if transition.act in SETS_DAY else (None, None)
    of_other = "" if own == issue else f":{own.number}"
    write(
        kinds.STEP_KINDS[transition.act, tell],
        key=f"issue:{issue.number}:{event.position}:{tell}:{recipient.to.key}{of_other}",
        to=recipient.to,
        about=recipient.clock or own,
        context={
            "issue": own,
            "sentence": f"{SENTENCES}#{transition.act}_{tell}",
            "is_raiser": is_raiser,
            "by_staff": event.side == Side.STAFF,
            "reason": event.reason if own == issue else "",
            "due_on": due_on,
            "ground": ground,
            "asks_verdict": own == issue and is_raiser and transition.act in CALLS_FOR_VERDICT,
            "link": links.absolute(path),
            "legal_way": own.legal_way if transition.act == "divert" else "",
            "provisions": _provisions_for(own, now) if transition.act == "divert" else [],
        },
        now=now,
    )


def _provisions_for(issue: Issue, now: datetime) -> list[LegalProvision]:
    """The rules of its law that somebody has looked up."""
    return list(LegalProvision.objects.usable(localdate(now)).filter(way=issue.legal_way))


def _day_set(recipient: Recipient, issue: Issue) -> tuple[date | None, DeadlineGround | None]:
    """The day a step sets for this recipient, and the rule it comes from."""
    clock = recipient.clock or lead_clock(issue)
    due = recipient.clock.due_now if recipient.clock else issue.due_on
    return due, clock.ground if clock else None


def send_link(*, issue: Issue, now: datetime) -> bool:
    """Write a new link to the raiser, once an hour at most."""
    key = f"issue:{issue.number}:link:{now:%Y%m%d%H}"
    to = raiser_of(issue)
    if not to or OutgoingMessage.objects.filter(key=key).exists():
        return False
    link = links.absolute(links.follow_path(issue, now=now))
    return write(
        kinds.LINK, key=key, to=to[0], about=issue, context={"issue": issue, "link": link}, now=now
    )


def notify_coordinator(*, issue: Issue, clock: Clock, event: Event, now: datetime) -> None:
    """Write to an agency that joins later as it would have been written to at the assignment."""
    for addressee in officers_of(clock.agency):
        write(
            kinds.AGENCY_ADDED,
            key=f"issue:{issue.number}:{event.position}:{Informed.COORDINATORS}:{addressee.key}",
            to=addressee,
            about=clock,
            context={
                "issue": issue,
                "sentence": f"{SENTENCES}#assign_{Informed.COORDINATORS}",
                "reason": event.reason,
                "due_on": clock.due_on,
                "ground": clock.ground,
                "link": links.absolute(issue.get_absolute_url()),
            },
            now=now,
        )


def notify_overdue(
    *, clock: Clock, to: Iterable[Addressee], key: str, days: int, is_over: bool, now: datetime
) -> int:
    """Remind before the day, report after it; say how many letters there are."""
    context = {"clock": clock, "days": days}
    written = [
        _write_about(
            kinds.OVERDUE if is_over else kinds.DUE_SOON,
            issue=clock.issue,
            key=f"clock:{clock.pk}:{key}:{addressee.key}",
            to=addressee,
            about=clock,
            context=context,
            now=now,
        )
        for addressee in to
    ]
    return sum(written)


def notify_heads(*, answer: Answer, now: datetime) -> None:
    """Ask the head of an agency to approve an answer."""
    for addressee in officers_of(answer.agency, heads_only=True):
        _write_about(
            kinds.APPROVE,
            issue=answer.issue,
            key=f"answer:{answer.pk}:{now:%Y%m%d%H%M%S}:approve:{addressee.key}",
            to=addressee,
            about=answer,
            context={},
            now=now,
        )


def notify_author(*, answer: Answer, by: User, now: datetime) -> None:
    """Give an answer back to its author with the remark of the head."""
    _write_about(
        kinds.REVISE,
        issue=answer.issue,
        key=f"answer:{answer.pk}:{now:%Y%m%d%H%M%S}:back",
        to=Addressee(f"u{answer.author_id}", answer.author.email),
        about=answer,
        context={"remark": answer.remark, "head": by},
        now=now,
    )


def chase_intake(*, issue: Issue, days: int, now: datetime) -> bool:
    """Tell the Association, once from each beginning, that an issue should have been passed on."""
    contest = f"{issue.contested_at:%Y%m%d}:" if issue.contested_at else ""
    told = [
        _write_about(
            kinds.INTAKE_LATE,
            issue=issue,
            key=f"intake:{issue.number}:{contest}{addressee.key}",
            to=addressee,
            about=issue,
            context={"days": days},
            now=now,
        )
        for addressee in people_with(Role.STAFF)
    ]
    return any(told)


def _write_about(
    kind: LetterKind, *, issue: Issue, to: Addressee, context: dict[str, Any], **letter: Any
) -> bool:
    """Write to the desk about an issue, with the address of its page."""
    link = links.absolute(issue.get_absolute_url())
    return write(kind, to=to, context={"issue": issue, "link": link, **context}, **letter)
