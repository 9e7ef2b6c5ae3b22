"""What the worker does for the sheets of agencies."""

from typing import Any

from django.utils import translation

from analysis.models import Forecast
from analysis.reports.papers.stored import write_paper
from core.clock import timezone
from core.models import Job
from dashboard.agency_sheets.paper import paper_of
from directory.models import Agency


def write_sheet(job: Job) -> tuple[Any, ...]:
    """Write the sheet as things stand now."""
    told = job.arguments
    agency = Agency.objects.get(pk=told["agency"])
    forecast = Forecast.objects.filter(pk=told["forecast"]).first()
    with translation.override(told["language"]):
        write_paper(paper_of(agency, forecast, timezone.localdate()), told["kind"])
    return ("agency_sheet_file", agency.code, told["kind"])
