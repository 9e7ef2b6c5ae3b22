"""The first page: what this is for a visitor, what must be done today for everyone else."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from analysis.models import Report
from core.access import Role, public
from core.calendar.working_days import Calendar
from core.clock import timezone
from core.http.requests import Request
from dashboard import overview, to_do
from dashboard.to_do.base import Todo
from dialogues.models import Issue, Session
from surveys.answering.queries.official import last_official_result
from surveys.models import Wave


@public
@require_safe
def home(request: Request) -> HttpResponse:
    user = request.user
    if isinstance(user, User) and user.works_at_a_desk:
        return render(request, "dashboard/desk.html", desk(user))
    return render(
        request, "dashboard/public.html", everybody(user if isinstance(user, User) else None)
    )


def desk(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    picture = overview.for_desk(today) if user.has_perm("analysis.read_forecast") else None
    return {
        "today": today,
        "closed_because": Calendar.load().why_closed(today),
        **_waiting(user, today),
        "official": None if picture else last_official_result(),
        "overview": picture,
    }


@public
@require_safe
def public_overview(request: Request) -> HttpResponse:
    """Where the province stands, as far as it has been released."""
    return render(request, "dashboard/overview.html", {"overview": overview.for_everybody()})


def _waiting(user: User, today: date) -> dict[str, list[Todo]]:
    """What this person must do, and what goes on without them."""
    found = to_do.for_user(user, today)
    return {
        "pressing": [item for item in found if item.kind],
        "later": [item for item in found if not item.kind],
    }


ENDPOINTS = (
    ("criteria", gettext_lazy("Criteria of the sub-index, with the codes all other lists use")),
    ("editions", gettext_lazy("Editions, and how each defines its criteria")),
    ("official-values", gettext_lazy("Published values of criteria")),
    ("official-scores", gettext_lazy("Published scores and ranks")),
    ("reports", gettext_lazy("Released reports of surveys")),
    ("reports/{number}/figures", gettext_lazy("All figures of a released report")),
    ("forecasts", gettext_lazy("Frozen forecasts: seals, and what came of them")),
    ("sessions", gettext_lazy("Dialogue sessions")),
    ("issues", gettext_lazy("Published issues and what became of them")),
)


@public
@require_safe
def api_page(request: Request) -> HttpResponse:
    """What programs can read here, and how."""
    context = {"endpoints": ENDPOINTS, "root": reverse("api-1:api-root")}
    return render(request, "dashboard/api.html", context)


def everybody(user: User | None) -> dict[str, Any]:
    """What is going on now, for visitors and enterprises."""
    today = timezone.localdate()
    official = last_official_result()
    waves = Wave.objects.order_by("-year", "-opens_on")
    return {
        "person": user,
        **(_waiting(user, today) if user else {}),
        "session": Session.objects.upcoming(timezone.now()).order_by("starts_at").first(),
        "answered": Issue.objects.published().count(),
        "may_raise": user is not None and user.role == Role.ENTERPRISE,
        "open_wave": waves.open().first(),
        "next_wave": waves.planned().order_by("opens_on").first(),
        "official": official,
        "official_url": reverse("pci:edition", args=[official.year]) if official else "",
        "reports": Report.objects.filter(published_at__isnull=False)
        .select_related("run__wave")
        .order_by("-published_at")[:3],
    }
