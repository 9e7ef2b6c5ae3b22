"""Working days: the year as offices keep it, and its corrections."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for
from core.calendar import corrections
from core.calendar.working_days import SATURDAY, SUNDAY, Calendar
from core.clock import timezone
from core.forms import CorrectionForm, DeadlineForm
from core.limits import whole_number
from core.models import CalendarCorrection, DayKind

FIRST, LAST = 2005, 2045


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    inside: bool
    kind: str
    reason: str


def _kind(day: date, reason: str, calendar: Calendar) -> str:
    if day in calendar.corrections:
        return "corrected"
    if not reason:
        return "swap" if day.weekday() >= 5 else "open"
    return "weekend" if reason in {SATURDAY, SUNDAY} else "holiday"


def _months(year: int, calendar: Calendar) -> list[tuple[date, list[list[Day]]]]:
    pages = months_of.Calendar()
    found = []
    for month in range(1, 13):
        weeks = []
        for week in pages.monthdatescalendar(year, month):
            days = []
            for day in week:
                reason = calendar.why_closed(day)
                days.append(Day(day, day.month == month, _kind(day, reason, calendar), reason))
            weeks.append(days)
        found.append((date(year, month, 1), weeks))
    return found


def _list_exceptions(months: list[tuple[date, list[list[Day]]]]) -> list[Day]:
    """The days offices keep otherwise than the week would have it."""
    days = (day for _first, weeks in months for week in weeks for day in week)
    return [day for day in days if day.inside and day.kind in {"holiday", "swap", "corrected"}]


def _year_asked(request: HttpRequest, today: date) -> int:
    asked = whole_number(request.GET.get("year", ""))
    return asked if asked and FIRST <= asked <= LAST else today.year


@only_for(Role.STAFF)
def calendar(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_asked(request, today)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        corrections.correct(by=request.user, now=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("The calendar has been corrected; deadlines count by it now."))
        return redirect(f"{request.path}?year={form.cleaned_data['day'].year}")
    known = Calendar.load()
    months = _months(year, known)
    counting = DeadlineForm(request.GET if "count" in request.GET else None)
    deadline = None
    if counting.is_valid():
        deadline = known.add(counting.cleaned_data["start"], counting.cleaned_data["count"])
    context = {
        "year": year,
        "today": today,
        "months": months,
        "closed": _list_exceptions(months),
        "corrections": CalendarCorrection.objects.filter(day__year=year).select_related(
            "decided_by"
        ),
        "form": form,
        "counting": counting,
        "deadline": deadline,
        "open_kind": DayKind.OPEN,
    }
    return render(request, "core/calendar.html", context)


@only_for(Role.STAFF)
@require_POST
def remove_correction(request: HttpRequest, pk: int) -> HttpResponse:
    correction = get_object_or_404(CalendarCorrection, pk=pk)
    year = correction.day.year
    corrections.take_back(correction=correction, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("The correction has been removed."))
    return redirect(f"{reverse('calendar')}?year={year}")
