"""The sheet of an agency as a file: ordered by a page, written by the worker."""

from datetime import datetime

from django.utils import translation

from analysis.models import Forecast
from core import jobs
from core.access import User
from core.models import Job
from directory.models import Agency


def order_sheet(
    *, agency: Agency, forecast: Forecast | None, kind: str, by: User, now: datetime
) -> Job:
    """Have a sheet written as one kind of file, with the forecast this person may read."""
    arguments = {
        "agency": agency.pk,
        "forecast": forecast.pk if forecast else None,
        "kind": kind,
        "language": translation.get_language() or "vi",
    }
    return jobs.start(
        kind="agency_sheet",
        key=":".join(str(value) for value in (*arguments.values(), by.pk)),
        subject=lambda: f"{agency.name}, {kind.upper()}",
        arguments=arguments,
        place=["agency_sheet", agency.code],
        by=by,
        now=now,
    )
