"""Pages that belong to no app."""

import re
from datetime import timedelta

from django.conf import settings
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


def drawn_icons() -> list[str]:
    part = settings.BASE_DIR / "templates" / "components" / "icon.html"
    return re.findall(r'name == "([a-z]+)"', part.read_text(encoding="utf-8"))


def named_colours() -> list[str]:
    tokens = settings.BASE_DIR / "static" / "css" / "tokens.css"
    light = tokens.read_text(encoding="utf-8").split("@media")[0]
    return re.findall(r"--([a-z0-9-]+): #", light)


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
        "icons": drawn_icons(),
        "swatches": named_colours(),
    }
    return render(request, "core/style.html", context)
