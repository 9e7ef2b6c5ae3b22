"""What the plan's reporting calendar asks of agencies and planners today."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.access import Role
from dashboard.to_do.base import Todo, urgency
from plan import queries


def reports(user: User, today: date) -> Iterator[Todo]:
    """Reports the officer's agency owes: the newest reporting day, and what was missed before."""
    plan = queries.current_plan()
    if user.role != Role.OFFICER or user.agency is None or plan is None:
        return
    since = queries.in_use_since()
    for due, duties in queries.duties_of(user.agency, plan, today, since)[:2]:
        if owed := sum(duty.state in queries.AWAITED for duty in duties):
            yield Todo(
                what=ngettext(
                    "Report progress on one point of the plan",
                    "Report progress on %(count)d points of the plan",
                    owed,
                )
                % {"count": owed},
                url=reverse("plan:reports"),
                icon="file",
                note=str(due.reporting),
                due=due.on,
                late=due.on <= today,
                kind=urgency(due.on, today),
            )


def late_agencies(user: User, today: date) -> Iterator[Todo]:
    """Who has not reported by the last reporting day, and when the next one is."""
    plan = queries.current_plan()
    if user.role not in {Role.PLANNER, Role.ADMINISTRATOR} or plan is None:
        return
    days = queries.calendar(plan)
    passed = [due for due in days if due.on <= today]
    if passed and not queries.is_over(plan, today):
        rows = queries.standings(plan, passed[-1].on, today, queries.in_use_since())
        late = [row for row in rows if row.open]
        if late:
            yield Todo(
                what=ngettext(
                    "One agency has not reported its progress",
                    "%(count)d agencies have not reported their progress",
                    len(late),
                )
                % {"count": len(late)},
                url=reverse("plan:standings"),
                icon="agency",
                note=str(passed[-1].reporting),
                due=passed[-1].on,
                late=True,
                kind="signal",
            )
    coming = [due for due in days if due.on > today]
    if coming:
        yield Todo(
            what=_("Next reporting day: %(name)s") % {"name": coming[0].reporting},
            url=reverse("plan:standings"),
            icon="calendar",
            due=coming[0].on,
            kind=urgency(coming[0].on, today),
        )
