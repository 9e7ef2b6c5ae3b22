"""Noting how tasks and targets stand."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core import audit
from directory.models import Agency
from plan.errors import DoneWithoutWords
from plan.models import Target, TargetProgress, Task, TaskNote, TaskState


@transaction.atomic
def note_task(
    *,
    task: Task,
    agency: Agency,
    state: str,
    text: str,
    evidence: str,
    done_by: date | None,
    by: User,
    now: datetime,
) -> TaskNote:
    """Add a note of an agency; earlier ones stay as they were."""
    if state == TaskState.DONE and not text.strip():
        raise DoneWithoutWords
    note = TaskNote.objects.create(
        task=task,
        agency=agency,
        state=state,
        text=text.strip(),
        evidence=evidence,
        done_by=done_by,
        noted_at=now,
        noted_by=by,
    )
    audit.record(actor=by, action="plan.note_task", now=now, target=note, state=state)
    return note


@transaction.atomic
def type_target(
    *, target: Target, due_on: date, value: float, note: str, by: User, now: datetime
) -> TargetProgress:
    """Write down how far a target is on a reporting day; a later value replaces an earlier one."""
    kept, _is_new = TargetProgress.objects.update_or_create(
        target=target,
        due_on=due_on,
        defaults={"value": value, "note": note, "typed_at": now, "typed_by": by},
    )
    audit.record(actor=by, action="plan.type_target", now=now, target=kept, value=value)
    return kept
