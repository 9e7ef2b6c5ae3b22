"""Planning the quarters of a year in one go."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Role, only_for, require
from core.calendar.working_days import SATURDAY, SUNDAY, Calendar
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.limits import whole_number
from dialogues.models import Session, SessionStatus
from dialogues.sessions.actions import sessions
from dialogues.sessions.forms import FurtherSessionForm, QuarterForm
from directory.models import Agency
from pci.models import Criterion

FIRST_YEAR, LAST_YEAR = 2015, 2100


@only_for(Role.STAFF)
def plan_year(request: UserRequest) -> HttpResponse:
    """Plan the quarters of a year that have no session yet, in one go."""
    require(request.user, "dialogues.plan_sessions")
    year = _year_asked(request)
    standing = Session.objects.filter(year=year).exclude(status=SessionStatus.CANCELLED)
    taken = set(standing.values_list("quarter", flat=True))
    posted = request.POST if request.method == "POST" else None
    quarters = [
        QuarterForm(posted, year=year, quarter=number, initial=_usual(year, number))
        for number in (1, 2, 3, 4)
        if number not in taken
    ]
    problem = ""
    are_valid = [form.is_valid() for form in quarters]  # each one, so that each shows its errors
    if posted is not None and quarters and all(are_valid):
        try:
            planned = sessions.plan_year(year=year, quarters=[_plan(form) for form in quarters])
        except DomainError as refusal:
            problem = str(refusal)
        else:
            _say_planned(request, len(planned))
            warn_of_closed_days(request, planned)
            return redirect("dialogues:sessions")
    return render(
        request,
        "dialogues/plan_year.html",
        {"year": year, "quarters": quarters, "problem": problem, "taken": sorted(taken)},
    )


@only_for(Role.STAFF)
def plan_further(request: UserRequest) -> HttpResponse:
    """Plan a further session of a quarter, for a district or on a theme."""
    require(request.user, "dialogues.plan_sessions")
    form = FurtherSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        day, link = timezone.localtime(data["starts_at"]).date(), data.pop("map_link")
        agencies = _leads_of(data["criteria"], day)
        quarter = (day.month - 1) // 3 + 1
        plan = sessions.QuarterPlan(quarter, agencies=agencies, is_further=True, **data)
        session = sessions.plan_session(year=day.year, plan=plan)
        sessions.change_session(session=session, now=timezone.now(), map_link=link)
        _say_planned(request, 1)
        return redirect(session)
    return render(request, "dialogues/plan_further.html", {"form": form})


def _leads_of(criteria: Iterable[Criterion], day: date) -> list[Agency]:
    """The agencies the plan has lead on these criteria."""
    leads = Agency.objects.filter(leads__criteria__in=criteria).valid_on(day)
    return list(leads.distinct())


def _year_asked(request: UserRequest) -> int:
    typed = whole_number(request.GET.get("year") or request.POST.get("year") or "")
    return typed if typed and FIRST_YEAR <= typed <= LAST_YEAR else _next_year()


def _say_planned(request: UserRequest, count: int) -> None:
    said = ngettext("One session was planned.", "%(count)s sessions were planned.", count)
    messages.success(request, said % {"count": count})


def warn_of_closed_days(request: UserRequest, planned: Iterable[Session]) -> None:
    """Say which sessions fall on a Sunday, on Tết or another day on which offices are closed."""
    calendar = Calendar.load()
    for session in planned:
        day = timezone.localdate(session.starts_at)
        if reason := calendar.why_closed(day):
            said = _("%(session)s: %(day)s is no working day (%(reason)s). Is that what you want?")
            known = {"session": session, "day": date_format(day, "SHORT_DATE_FORMAT")}
            closed = _(reason) if reason in {SATURDAY, SUNDAY} else reason
            messages.warning(request, said % (known | {"reason": closed}))


def _next_year() -> int:
    latest = Session.objects.order_by("-year", "-quarter").first()
    if latest is None:
        return timezone.localdate().year
    return latest.year + 1 if latest.quarter == 4 else latest.year


def _usual(year: int, quarter: int) -> dict[str, Any]:
    last = Session.objects.exclude(place="").order_by("-starts_at").first()
    day = Calendar.load().add(date(year, quarter * 3, 14), 1).day  # the 15th, or when work goes on
    usual = {"begins": "08:00", "ends": "11:30", "day": day.isoformat()}
    return usual | {"place": last.place if last else "", "seats": last.seats if last else 100}


def _plan(form: QuarterForm) -> sessions.QuarterPlan:
    data = form.cleaned_data
    zone = timezone.get_current_timezone()
    return sessions.QuarterPlan(
        quarter=form.quarter,
        starts_at=datetime.combine(data["day"], data["begins"], tzinfo=zone),
        ends_at=datetime.combine(data["day"], data["ends"], tzinfo=zone),
        place=data["place"],
        topic=data["topic"],
        seats=data["seats"],
        criteria=list(data["criteria"]),
        agencies=_leads_of(data["criteria"], data["day"]),
    )
