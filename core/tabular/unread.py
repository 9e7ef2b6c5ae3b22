"""Columns of a file that nobody read: named, so that nothing is left out in silence."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


def tell_unread(request: HttpRequest, headings: Sequence[str]) -> None:
    if headings:
        said = _("Columns that were not read: %(columns)s.")
        messages.warning(request, said % {"columns": ", ".join(headings)})
