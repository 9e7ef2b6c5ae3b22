"""Pages that belong to no app."""

import re
import shutil
from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as django_set_language

from core import tasks
from core.access import public
from core.clock import timezone
from core.forms import SampleForm

LEAST_ROOM = 50 * 1024 * 1024  # with less, the next upload or backup finds the disk full


@public
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, disk and worker are well, 503 when not; for machines that watch."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat, alive = tasks.last_beat(), not tasks.is_silent(timezone.now())
    except DatabaseError:
        down = {"status": "database unreachable", "database": "unreachable", "worker": "unknown"}
        return JsonResponse(down, status=503)
    has_room = shutil.disk_usage(settings.DATA_DIR).free >= LEAST_ROOM
    state = {
        "status": ("ok" if alive else "worker silent") if has_room else "disk full",
        "database": "ok",
        "disk": "ok" if has_room else "full",
        "worker": "ok" if alive else "silent",
        "worker_last_seen": beat,
    }
    is_well = (alive and has_room) or "database" in request.GET
    return JsonResponse(state, status=200 if is_well else 503)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public; personal links and the desk are not for them."""
    closed = ("/s/", "/accounts/", "/admin/", "/me/", "/dialogues/invitation/", "/issues/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.svg"), permanent=True)


@public
@csrf_exempt  # a token would make each page with the button one visitor's own
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


def list_icons() -> list[str]:
    part = settings.BASE_DIR / "templates" / "components" / "icon.html"
    return re.findall(r'name == "([a-z]+)"', part.read_text(encoding="utf-8"))


def list_colours() -> list[str]:
    tokens = settings.BASE_DIR / "static" / "css" / "tokens.css"
    light = tokens.read_text(encoding="utf-8").split("@media")[0]
    return re.findall(r"--([a-z0-9-]+): #", light)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is promised to people who see, hear or move otherwise, and what is still missing."""
    return render(request, "core/accessibility.html")


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
        "icons": list_icons(),
        "swatches": list_colours(),
    }
    return render(request, "core/style.html", context)
