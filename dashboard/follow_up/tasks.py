"""What the worker does for the follow-up of the plan."""

from typing import Any

from django.utils import translation

from core.clock import timezone
from core.models import Job
from dashboard.follow_up import papers
from plan import queries
from plan.models import Plan


def write_provincial_report(job: Job) -> tuple[Any, ...]:
    """Write the report of one day, as things stand now."""
    told = job.arguments
    plan, today = Plan.objects.get(pk=told["plan"]), timezone.localdate()
    day = next(day for day in queries.calendar(plan) if day.on.isoformat() == told["due"])
    with translation.override(told["language"]):
        papers.write_report(papers.gather_report(plan, day, today), told["kind"], today)
    return ("provincial_report", told["due"], told["kind"])
