"""What must be done today, by role: one function a concern, each yields what it finds."""

from collections.abc import Callable, Iterator
from datetime import date

from accounts.models import User
from dashboard.to_do import desk, dialogues, plan, surveys
from dashboard.to_do.base import Todo

Finder = Callable[[User, date], Iterator[Todo]]
FINDERS: tuple[Finder, ...] = (
    desk.outbox,
    desk.sign_ups,
    desk.data_requests,
    desk.worker,
    desk.failed_jobs,
    surveys.waves,
    surveys.calls,
    surveys.reviews,
    surveys.paper,
    surveys.letters,
    surveys.analyses,
    dialogues.incoming,
    dialogues.overdue,
    dialogues.answers,
    dialogues.verdicts,
    dialogues.sessions,
    plan.reports,
    plan.late_agencies,
)
SEVERITY = {"bad": 0, "signal": 1, "": 2}


def for_user(user: User, today: date) -> list[Todo]:
    """Everything that waits for this person, the most pressing first."""
    found = [todo for finder in FINDERS for todo in finder(user, today)]
    return sorted(found, key=lambda todo: (SEVERITY[todo.kind], todo.due or date.max))
