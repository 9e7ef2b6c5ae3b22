"""Noting how tasks and targets stand."""

from datetime import date, datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts.models import User
from core import audit
from core.attachments import cleaning
from directory.models import Agency
from plan.errors import DoneWithoutWords
from plan.models import Target, TargetProgress, Task, TaskNote, TaskState


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
    file: "File[bytes] | None" = None,
) -> TaskNote:
    """Add a note of an agency; earlier ones stay as they were."""
    if state == TaskState.DONE and not text.strip():
        raise DoneWithoutWords
    note = TaskNote(
        task=task,
        agency=agency,
        state=state,
        text=text.strip(),
        evidence=evidence,
        done_by=done_by,
        noted_at=now,
        noted_by=by,
    )
    if file is not None:
        _keep_evidence(note, file)
    with transaction.atomic():
        note.save()
        audit.record(actor=by, action="plan.note_task", now=now, target=note, state=state)
    return note


def _keep_evidence(note: TaskNote, file: "File[bytes]") -> None:
    """Keep a cleaned copy: nothing of the file's history, no script, no hidden part."""
    clean = cleaning.clean_file(file)
    note.evidence_name = Path(file.name or "").name[:200]
    note.evidence_file.save(f"evidence.{clean.kind}", ContentFile(clean.content), save=False)


@transaction.atomic
def set_due_day(*, task: Task, due_on: date | None, by: User, now: datetime) -> Task:
    """Say by when a task is to be done."""
    before, task.due_on = task.due_on, due_on
    task.save(update_fields=["due_on"])
    days = [day.isoformat() if day else "" for day in (before, due_on)]
    audit.record(actor=by, action="plan.set_due_day", now=now, target=task, change=days)
    return task


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
