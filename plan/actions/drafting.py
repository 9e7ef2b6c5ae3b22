"""A first text for an agency's report, from what the platform knows; the officer completes it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from plan.actions.reports import save_draft
from plan.models import ProgressReport, TaskNote, TaskState


def draft_report(
    *,
    report: ProgressReport,
    notes: Sequence[TaskNote],
    facts: Sequence[str],
    by: User,
    now: datetime,
) -> ProgressReport:
    """Put notes on tasks and ``facts`` in front of what has been written; nothing is lost."""
    done = [_line(note) for note in notes if note.state != TaskState.STUCK]
    stuck = [_line(note) for note in notes if note.state == TaskState.STUCK]
    return save_draft(
        report=report,
        text=_join([*done, *(f"- {fact}" for fact in facts)], report.text),
        obstacles=_join(stuck, report.obstacles),
        by=by,
        now=now,
    )


def _line(note: TaskNote) -> str:
    told = f": {note.text}" if note.text else ""
    evidence = f" ({note.evidence})" if note.evidence else ""
    return _("- %(task)s – %(state)s%(told)s%(evidence)s") % {
        "task": note.task.text.rstrip("."),
        "state": note.get_state_display(),
        "told": told,
        "evidence": evidence,
    }


def _join(lines: Sequence[str], written: str) -> str:
    """New lines first, then what stood there; a line that stands there already is not repeated."""
    fresh = [line for line in lines if line not in written]
    return "\n".join([*fresh, *([written] if written.strip() else [])])
