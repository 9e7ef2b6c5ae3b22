"""Pages that belong to no app."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.i18n import set_language as django_set_language

from core.access import public
from core.forms import SampleForm


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@public
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


@public
def style(request: HttpRequest) -> HttpResponse:
    """Show every component once, as the pages use them."""
    now = timezone.now()
    events = [
        {"at": now, "what": _("The answer was approved."), "who": "Nguyễn Thị Ánh", "note": ""},
        {
            "at": now - timedelta(days=3),
            "what": _("The issue was sent to the agency."),
            "who": "Trần Văn Đỗ",
            "note": _("Please answer within seven working days."),
        },
    ]
    wrong = {"name": "", "email": "abc", "founded": "18", "size": "", "agreed": ""}
    context = {
        "events": events,
        "today": now.date(),
        "yesterday": now.date() - timedelta(days=1),
        "empty_form": SampleForm(),
        "wrong_form": SampleForm(wrong, prefix=None, auto_id="wrong_%s"),
        "page": Paginator(range(400), 20).page(7),
        "icons": ICONS,
        "swatches": SWATCHES,
    }
    return render(request, "core/style.html", context)


ICONS = (
    "check cross warning info question clock calendar arrow back chevron menu search filter "
    "download upload print edit add minus delete lock key user users building agency home mail "
    "phone chat survey chart trend up down same list settings shield file link eye send globe "
    "leave history scale circle dot"
).split()
SWATCHES = (
    "accent accent-soft signal signal-soft good bad ink ink-muted line line-strong sunken paper "
    "series-1 series-2 series-3 series-4 series-5 series-6"
).split()
