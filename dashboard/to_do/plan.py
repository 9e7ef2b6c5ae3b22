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
from plan.models import Plan


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
        yield from _not_reported(plan, passed[-1], today)
    coming = [due for due in days if due.on > today]
    if coming:
        yield Todo(
            what=_("Next reporting day: %(name)s") % {"name": coming[0].reporting},
            url=reverse("plan:report_status"),
            icon="calendar",
            due=coming[0].on,
            kind=urgency(coming[0].on, today),
        )


def _not_reported(plan: Plan, last: queries.Due, today: date) -> Iterator[Todo]:
    rows = queries.list_agency_reports(plan, last.on, today, queries.in_use_since())
    late = sum(bool(row.open) for row in rows)
    if not late:
        return
    said = ngettext(
        "One agency has not reported its progress",
        "%(count)d agencies have not reported their progress",
        late,
    )
    yield Todo(
        what=said % {"count": late},
        url=reverse("plan:report_status"),
        icon="agency",
        note=str(last.reporting),
        due=last.on,
        late=True,
        kind="signal",
    )
