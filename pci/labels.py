"""Names of provinces in lists, no two of them alike."""

from datetime import date

from django.utils.translation import gettext as _

from core.clock import timezone


def label_of(name: str, begins: date | None, ends: date | None) -> str:
    """A name, with the last year of a province that ended and the first of one to come."""
    today = timezone.localdate()
    if ends and ends < today:
        return _("%(name)s (until %(year)s)") % {"name": name, "year": ends.year}
    if begins and begins > today:
        return _("%(name)s (from %(year)s)") % {"name": name, "year": begins.year}
    return name
