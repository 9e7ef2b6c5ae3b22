"""Adding and changing agencies; the log tells what stood there before."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.access import User
from directory.actions.rows import change_row, free_code
from directory.models import Agency


@transaction.atomic
def add_agency(*, by: User, now: datetime, **values: Any) -> Agency:
    """Add an agency."""
    agency = Agency.objects.create(code=free_code(Agency, values["name_vi"]), **values)
    changes = audit.differences({}, values)
    audit.record(actor=by, action="directory.add_agency", now=now, target=agency, changes=changes)
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, by: User, now: datetime, **values: Any) -> Agency:
    return change_row(agency, "directory.change_agency", by, now, values)
