"""What an agency that ended leaves in the dialogues: leads, contributions asked, drafts, texts."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.clock.timezone import localdate
from dialogues.issues.actions.steps.agencies import INHERITED, hand_over
from dialogues.issues.actions.steps.moves import By, lock_issue, record
from dialogues.models import Answer, AnswerTemplate, Clock, ClockRole, Issue
from dialogues.workflow import transitions
from directory.models import Agency


def leave_behind(agency: Agency) -> dict[str, int]:
    """How much of the dialogues is still with an agency, by kind."""
    return {
        "issues": _list_led(agency).count(),
        "contributions": _list_asked(agency).count(),
        "drafts": _drafts(agency).count(),
        "templates": AnswerTemplate.objects.filter(agency=agency).count(),
    }


def _list_led(agency: Agency) -> QuerySet[Issue]:
    return Issue.objects.filter(lead=agency, state__in=transitions.IN_HAND)


def _list_asked(agency: Agency) -> QuerySet[Clock]:
    running = Clock.objects.running().filter(agency=agency, role=ClockRole.COORDINATING)
    return running.filter(handed_over=False, issue__state__in=transitions.IN_HAND)


def _drafts(agency: Agency) -> QuerySet[Answer]:
    return Answer.objects.in_work().filter(agency=agency)


@transaction.atomic
def succeed(*, agency: Agency, successor: Agency, by: By, now: datetime, reason: str) -> None:
    """Pass on what is open, clocks as they stand; what is answered stays with who answered it."""
    drafts = list(_drafts(agency).values_list("pk", flat=True))
    for issue in _list_led(agency):
        hand_over(issue=issue, by=by, now=now, agency=successor, reason=reason)
    for clock in _list_asked(agency).select_related("issue"):
        _pass_on(clock, successor, by, now, reason)
    Answer.objects.filter(pk__in=drafts).update(agency=successor)
    AnswerTemplate.objects.filter(agency=agency).update(agency=successor)


def _pass_on(clock: Clock, successor: Agency, by: By, now: datetime, reason: str) -> None:
    """Pass a contribution on, unless the successor works on the issue already."""
    issue = lock_issue(clock.issue)
    clock.handed_over, clock.stopped_at = True, now
    clock.save(update_fields=["handed_over", "stopped_at"])
    touched = [clock]
    own = issue.clocks.filter(agency=successor, round=issue.round, handed_over=False)
    if not own.exists():
        new = Clock(issue=issue, agency=successor, taken_on=localdate(now))
        for name in INHERITED:
            setattr(new, name, getattr(clock, name))
        new.save()
        touched.append(new)
    record(issue=issue, act="add_agency", by=by, now=now, reason=reason, clocks=touched)
