"""What dialogues ask of each role today."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.access import Role
from core.calendar.working_days import Calendar
from core.clock import timezone
from dashboard.agencies import agencies_by_key
from dashboard.to_do.base import Todo, urgency
from dashboard.to_do.waiting import waiting
from dialogues.issues.queries import issues
from dialogues.models import Issue, Session
from dialogues.workflow import deadlines
from dialogues.workflow.transitions import REPLIED, State

STAFF = {Role.STAFF, Role.ADMINISTRATOR}
SHOWN = 5


def sessions(user: User, today: date) -> Iterator[Todo]:
    """The next session, for everybody who prepares or attends it."""
    session = Session.objects.upcoming(timezone.now()).order_by("starts_at").first()
    if session is None:
        return
    day = timezone.localdate(session.starts_at)
    near = day - today <= timedelta(days=14)
    yield Todo(
        what=str(session),
        url=session.get_absolute_url(),
        icon="chat",
        note=session.topic or session.place,
        due=day,
        is_event=True,
        kind="signal" if near and user.role in STAFF else "",
    )


def incoming(user: User, today: date) -> Iterator[Todo]:
    """What waits for the Association: issues to be read or sent to an agency, replies by e-mail."""
    if user.role not in STAFF:
        return
    if mails := waiting(user, "mails"):
        yield Todo(
            what=ngettext(
                "One reply by e-mail waits to be dealt with",
                "%(count)d replies by e-mail wait to be dealt with",
                mails.count,
            )
            % {"count": mails.count},
            url=reverse("dialogues:replies"),
            icon="mail",
            kind="signal",
        )
    calendar, board = Calendar.load(), reverse("dialogues:issues")
    if received := waiting(user, State.RECEIVED):
        due = deadlines.intake_due(received.oldest, calendar)
        yield Todo(
            what=ngettext(
                "One new issue waits to be looked at",
                "%(count)d new issues wait to be looked at",
                received.count,
            )
            % {"count": received.count},
            url=f"{board}?state=received",
            icon="question",
            note=_("The oldest came on %(day)s.")
            % {"day": f"{timezone.localdate(received.oldest):%d/%m/%Y}"},
            due=due,
            late=due < today,
            kind="bad" if due < today else "signal",
        )
    if accepted := waiting(user, State.ACCEPTED):
        due = deadlines.intake_due(accepted.oldest, calendar)
        yield Todo(
            what=ngettext(
                "One issue waits to be sent to an agency",
                "%(count)d issues wait to be sent to an agency",
                accepted.count,
            )
            % {"count": accepted.count},
            url=f"{board}?state=accepted",
            icon="send",
            due=due,
            late=due < today,
            kind="bad" if due < today else "signal",
        )
    if files := waiting(user, "files"):
        yield Todo(
            what=ngettext(
                "One document waits to be looked through and released",
                "%(count)d documents wait to be looked through and released",
                files.count,
            )
            % {"count": files.count},
            url=f"{board}?waiting_files=on",
            icon="file",
            kind="signal",
        )


def overdue(user: User, today: date) -> Iterator[Todo]:
    """What agencies are late with, for those who remind them."""
    if user.role not in STAFF | {Role.PLANNER}:
        return
    late = Issue.objects.visible_to(user).overdue(today).order_by()
    of_each = late.values_list("lead").annotate(n=Count("pk"), first=Min("due_on"))
    found = {lead: (number, first) for lead, number, first in of_each}
    if count := sum(number for number, _first in found.values()):
        yield Todo(
            what=ngettext(
                "Agencies are late with one issue",
                "Agencies are late with %(count)d issues",
                count,
            )
            % {"count": count},
            url=reverse("dialogues:issues") + "?overdue=on",
            icon="clock",
            note=_late_agencies({lead: number for lead, (number, _first) in found.items()}),
            due=min(first for _number, first in found.values()),
            late=True,
            kind="bad",
        )


def _late_agencies(late: dict[int | None, int]) -> str:
    """Who is late with how many: ``Sở Tài chính (2), Sở Tư pháp (1)``."""
    most_first = sorted((-count, lead) for lead, count in late.items() if lead)[:SHOWN]
    agencies = agencies_by_key()
    return ", ".join(f"{agencies[lead]} ({-count})" for count, lead in most_first)


def answers(user: User, today: date) -> Iterator[Todo]:
    """What ticks for an officer's agency, and what its head must approve."""
    if user.role != Role.OFFICER or user.agency_id is None:
        return
    if user.is_head and (count := issues.waiting_for_head(user).count()):
        yield Todo(
            what=ngettext(
                "One answer waits for your approval",
                "%(count)d answers wait for your approval",
                count,
            )
            % {"count": count},
            url=reverse("dialogues:my_work"),
            icon="check",
            kind="signal",
        )
    clocks = issues.mine(user)
    nearest = list(clocks[: SHOWN + 1])
    for clock in nearest[:SHOWN]:
        late = clock.due_now < today
        yield Todo(
            what=clock.issue.title,
            url=clock.issue.get_absolute_url(),
            icon="question",
            note=f"{clock.issue.number} · {clock.get_role_display()}",
            due=clock.due_now,
            late=late,
            kind=urgency(clock.due_now, today),
        )
    if len(nearest) > SHOWN:
        rest = clocks.count() - SHOWN
        yield Todo(
            what=ngettext("One more issue", "%(count)d more issues", rest) % {"count": rest},
            url=reverse("dialogues:my_work"),
            icon="list",
        )


def verdicts(user: User, today: date) -> Iterator[Todo]:
    """Answers an enterprise has received and not judged yet, and issues without one."""
    if user.role != Role.ENTERPRISE or user.enterprise_id is None:
        return
    own = Issue.objects.filter(enterprise=user.enterprise_id)
    for issue in own.filter(state__in=REPLIED).order_by("-answered_at")[:SHOWN]:
        yield Todo(
            what=_("Was this solved? “%(issue)s”") % {"issue": issue.title},
            url=issue.get_absolute_url(),
            icon="scale",
            note=_("The agency has answered; please say what you think of it."),
            kind="signal",
        )
    for issue in own.open().exclude(state=State.RECEIVED).order_by("due_on")[:SHOWN]:
        late = issue.due_on is not None and issue.due_on < today
        yield Todo(
            what=issue.title,
            url=issue.get_absolute_url(),
            icon="question",
            note=(
                _("Waiting for the answer of %(agency)s") % {"agency": issue.lead}
                if issue.lead
                else issue.get_state_display()
            ),
            due=issue.due_on,
            late=late,
        )
