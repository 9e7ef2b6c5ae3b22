"""The list of documents deadlines rest on, and naming one of them for a deadline."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from dialogues.errors import GroundInUse, NotFromHere
from dialogues.issues.actions.steps import By, lock_issue, record
from dialogues.issues.actions.steps.agencies import keep_within
from dialogues.models import Clock, DeadlineGround, Event, Issue, LegalProvision
from dialogues.workflow import transitions

WORDS = frozenset({"document", "provision", "says", "working_days"})
EDITABLE = WORDS | {"source", "valid_from", "valid_until"}


@transaction.atomic
def add_ground(*, by: User, now: datetime, **fields: Any) -> DeadlineGround:
    """Enter a document somebody has just looked up in its source."""
    ground = DeadlineGround(**{name: fields[name] for name in EDITABLE & fields.keys()})
    ground.note_looked_up(by, now)
    ground.save(force_insert=True)
    audit.record(actor=by, action="dialogues.ground_added", now=now, target=ground)
    return ground


@transaction.atomic
def change_ground(
    *, ground: DeadlineGround, by: User, now: datetime, **fields: Any
) -> DeadlineGround:
    """Correct a ground, with its text at hand. What deadlines rest on keeps words and days."""
    ground = DeadlineGround.objects.select_for_update().get(pk=ground.pk)
    changed = {
        name: value
        for name, value in fields.items()
        if name in EDITABLE and value != getattr(ground, name)
    }
    if WORDS & changed.keys() and ground.clocks.exists():
        raise GroundInUse(ground)
    for name, value in changed.items():
        setattr(ground, name, value)
    ground.save(update_fields=[*changed, *ground.note_looked_up(by, now)])
    audit.record(
        actor=by, action="dialogues.ground_changed", now=now, target=ground, fields=sorted(changed)
    )
    return ground


@transaction.atomic
def confirm_ground(*, ground: DeadlineGround, by: User, now: datetime) -> DeadlineGround:
    """Note that somebody looked the document up and found it as it is written here."""
    ground.save(update_fields=ground.note_looked_up(by, now))
    audit.record(actor=by, action="dialogues.ground_looked_up", now=now, target=ground)
    return ground


@transaction.atomic
def change_provision(
    *, rule: LegalProvision, by: User, now: datetime, **fields: Any
) -> LegalProvision:
    """Write down what the law says on complaints or denunciations, with its text at hand."""
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save(update_fields=[*fields, *rule.note_looked_up(by, now)])
    audit.record(actor=by, action="dialogues.provision_looked_up", now=now, target=rule)
    return rule


@transaction.atomic
def name_ground(
    *,
    issue: Issue,
    clock: Clock,
    by: By,
    now: datetime,
    ground: DeadlineGround | None,
    reason: str = "",
) -> Event | None:
    """Say on which document a running deadline rests. The deadline itself stays."""
    lock_issue(issue)
    clock.refresh_from_db()
    if issue.state not in transitions.IN_HAND or clock.stopped_at:
        raise NotFromHere(issue, transitions.transition("hand_over"))
    if ground == clock.ground:
        return None
    keep_within(ground, clock.working_days, now)
    clock.ground = ground
    clock.save(update_fields=["ground"])
    return record(issue=issue, act="ground", by=by, now=now, reason=reason, clocks=[clock])
