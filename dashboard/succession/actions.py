"""Passing on what an agency that ended leaves: duties, issues, drafts, accounts."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from dialogues.issues.actions.steps import By, succession
from dialogues.workflow.transitions import Party
from directory.models import Agency
from plan.models import Assignment, ProgressReport, ReportingDate, ReportStatus


class SuccessionRefused(DomainError):
    """A succession that cannot be; the sentence says why."""


class ChangedMeanwhile(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Something changed after you looked at what would move, so nothing was moved."
                " Please look at it again and confirm."
            )
        )


@dataclass(frozen=True, slots=True)
class Estate:
    """What would move from one agency to the other, counted."""

    leads: int
    coordinates: int
    reporting_dates: int
    report_drafts: int
    issues: int
    contributions: int
    drafts: int
    templates: int
    accounts: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def look(agency: Agency, last_day: date) -> Estate:
    """Count what is still with an agency after its last day."""
    return Estate(
        leads=_points(last_day).filter(leads=agency).count(),
        coordinates=_points(last_day).filter(coordinators=agency).count(),
        reporting_dates=_days(agency, last_day).count(),
        report_drafts=_report_drafts(agency, last_day).count(),
        accounts=_officers(agency).count(),
        **succession.leave_behind(agency),
    )


def _points(last_day: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(plan__last_year__gte=last_day.year)


def _days(agency: Agency, last_day: date) -> QuerySet[ReportingDate]:
    rows = ReportingDate.objects.filter(plan__last_year__gte=last_day.year)
    return rows.filter(collector=agency)


def _report_drafts(agency: Agency, last_day: date) -> QuerySet[ProgressReport]:
    rows = ProgressReport.objects.filter(agency=agency, due_on__gt=last_day)
    return rows.filter(status=ReportStatus.DRAFT)


def _officers(agency: Agency) -> QuerySet[User]:
    return User.objects.filter(agency=agency, is_active=True)


def refuse_impossible(agency: Agency, successor: Agency, last_day: date, today: date) -> None:
    """Refuse a follower that leads back, does not exist yet, and a day that has not come."""
    follower: Agency | None = successor
    while follower is not None:
        if follower == agency:
            raise SuccessionRefused(_("The succession leads back to where it began."))
        follower = follower.successor
    if agency.valid_from and last_day < agency.valid_from:
        raise SuccessionRefused(_("It cannot end before it begins."))
    if last_day > today:
        raise SuccessionRefused(_("The agency has not ended yet; come back after its last day."))
    if not successor.is_valid_on(today):
        raise SuccessionRefused(_("“%(name)s” does not exist today.") % {"name": successor})


@transaction.atomic
def pass_on(
    *, agency: Agency, successor: Agency, last_day: date, digest: str, by: User, now: datetime
) -> Estate:
    """Move everything open at once. The past stays: sent reports, answers, days until the end."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    estate = look(agency, last_day)
    if estate.digest != digest:
        raise ChangedMeanwhile
    _end(agency, successor, last_day)
    _pass_on_plan(agency, successor, last_day)
    reason = _("%(old)s ended on %(day)s; %(new)s takes over.") % {
        "old": agency,
        "new": successor,
        "day": f"{last_day:%d/%m/%Y}",
    }
    staff = By(by, Party.STAFF)
    succession.succeed(agency=agency, successor=successor, by=staff, now=now, reason=reason)
    people = list(_officers(agency).values_list("pk", flat=True))
    _officers(agency).update(agency=successor)
    audit.record(
        actor=by,
        action="directory.pass_on",
        now=now,
        target=agency,
        successor=successor.code,
        last_day=last_day.isoformat(),
        people=people,
        moved=asdict(estate),
    )
    return estate


def _end(agency: Agency, successor: Agency, last_day: date) -> None:
    """The old agency ends; the new one has begun by the day after."""
    agency.valid_to, agency.successor = last_day, successor
    agency.save(update_fields=["valid_to", "successor"])
    begins = last_day + timedelta(days=1)
    if successor.valid_from and successor.valid_from > begins:
        Agency.objects.filter(pk=successor.pk).update(valid_from=begins)


def _pass_on_plan(agency: Agency, successor: Agency, last_day: date) -> None:
    """The successor joins; for days until the end the old agency stays who owed the report."""
    points = _points(last_day)
    for point in points.filter(Q(leads=agency) | Q(coordinators=agency)).distinct():
        leads = point.leads.filter(pk=agency.pk).exists()
        if leads:
            _let_lead(point, successor, last_day + timedelta(days=1))
        elif not point.leads.filter(pk=successor.pk).exists():
            point.coordinators.add(successor)
    _days(agency, last_day).update(collector=successor)
    for report in _report_drafts(agency, last_day):
        own = ProgressReport.objects.filter(assignment=report.assignment_id, agency=successor)
        if not own.filter(due_on=report.due_on).exists():
            report.agency = successor
            report.save(update_fields=["agency"])


def _let_lead(point: Assignment, successor: Agency, begins: date) -> None:
    """Who leads already, leads on; a new lead owes reports from its first day."""
    if not point.leads.filter(pk=successor.pk).exists():
        point.led_since = point.led_since | {str(successor.pk): begins.isoformat()}
        point.save(update_fields=["led_since"])
        point.leads.add(successor)
    point.coordinators.remove(successor)
