"""Targets of the plan that the dialogues measure: answers in time, sessions held, documents."""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from dialogues.models import Clock, InformationRequest, Session, SessionStatus
from dialogues.models.information import Outcome
from plan.models import Measure, Target
from plan.reporting.measures import Measured, register, write_share

WORKING_DAYS = 10  # within which a document is to be given


def _issues_in_time(_target: Target, until: date) -> Measured | None:
    """Of the clocks that were answered or are over, in the year of the day."""
    first = date(until.year, 1, 1)
    clocks = Clock.objects.filter(handed_over=False, started_on__gte=first, due_on__lt=until)
    asked = clocks.count()
    if not asked:
        return None
    in_time = clocks.filter(replied_at__date__lte=F("due_on")).count()
    words = _("%(in_time)s of %(asked)s issues that were due in %(year)s")
    told = words % {"in_time": in_time, "asked": asked, "year": until.year}
    return Measured(in_time / asked, write_share(in_time / asked), told)


def _requests_in_time(_target: Target, until: date) -> Measured | None:
    """Of the documents enterprises asked for in the year, those received in ten working days."""
    rows = InformationRequest.objects.filter(
        requested_on__year=until.year, requested_on__lt=until, days__isnull=False
    )
    decided = rows.count()
    if not decided:
        return None
    in_time = rows.filter(outcome=Outcome.RECEIVED, days__lte=WORKING_DAYS)
    words = _("%(in_time)s of %(decided)s requests decided in %(year)s, in %(days)s working days")
    count = in_time.count()
    told = words % {
        "in_time": count,
        "decided": decided,
        "year": until.year,
        "days": WORKING_DAYS,
    }
    return Measured(count / decided, write_share(count / decided), told)


def _sessions_held(_target: Target, until: date) -> Measured | None:
    held = Session.objects.filter(
        status=SessionStatus.HELD, starts_at__year=until.year, starts_at__date__lt=until
    )
    words = _("sessions held in %(year)s, recorded on the platform")
    count = held.count()
    return Measured(count, str(count), words % {"year": until.year})


def register_all() -> None:
    """Tell the plan how these targets are measured."""
    register(Measure.ISSUES_IN_TIME, _issues_in_time)
    register(Measure.REQUESTS_IN_TIME, _requests_in_time)
    register(Measure.SESSIONS_HELD, _sessions_held)
