"""Pages of the forecasts: the coming edition, and how good forecasts have been."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from analysis import actions
from analysis.actions.orders import FORECAST
from analysis.errors import NoReasonToWithdraw
from analysis.forecasts import chain
from analysis.forms import FreezeForm
from analysis.models import Forecast, ForecastOutcome
from analysis.numbers import NotReadable
from core import audit, jobs
from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest


@only_for(Role.STAFF, Role.PLANNER)
def forecasts(request: UserRequest) -> HttpResponse:
    """All frozen forecasts, newest first; staff freeze the next one here."""
    require(request.user, "analysis.read_forecast")
    form = None
    if request.user.has_perm("analysis.freeze_forecast"):
        form = FreezeForm(initial={"year": FreezeForm.next_year()})
    return render(request, "analysis/forecasts.html", _list_forecasts(form))


def _list_forecasts(form: FreezeForm | None) -> dict[str, object]:
    found = Forecast.objects.select_related("province", "superseded_by", "release").defer("content")
    orders = jobs.list_unsettled(kind=FORECAST, now=timezone.now())
    return {"forecasts": list(found), "form": form, "orders": orders}


@only_for(Role.STAFF)
@require_POST
def freeze(request: UserRequest) -> HttpResponse:
    """Order a forecast; what cannot be forecast is told at once, the worker does the rest."""
    require(request.user, "analysis.freeze_forecast")
    form = FreezeForm(request.POST)
    if form.is_valid():
        try:
            actions.order_forecast(by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _(
                    "The forecast has been ordered; it is frozen in about ten seconds. Keep its"
                    " receipt elsewhere, too."
                ),
            )
            return redirect("analysis:forecasts")
    return render(request, "analysis/forecasts.html", _list_forecasts(form), status=400)


@public
def forecast(request: Request, pk: int) -> HttpResponse:
    """A frozen forecast: for staff and planners, and for everybody once it is released."""
    from analysis.reports import forecast as report  # noqa: PLC0415 -- slow import

    rows = Forecast.objects.select_related(
        "province", "supersedes", "superseded_by__release", "release", "review__reviewed_by"
    )
    found = get_object_or_404(rows, pk=pk)
    if not Forecast.objects.visible_to(request.user).filter(pk=pk).exists():
        if found.is_withdrawn:
            return render(request, "analysis/forecast_withdrawn.html", {"forecast": found})
        raise Http404(pk)
    try:
        context = report.context(found)
    except NotReadable:
        return render(request, "analysis/forecast_older.html", {"forecast": found})
    known = request.user if isinstance(request.user, User) else None
    context["may_sign"] = known is not None and known.has_perm("analysis.freeze_forecast")
    context["may_review"] = known is not None and known.has_perm("analysis.review_forecast")
    context["is_mine"] = known is not None and found.made_by_id == known.pk
    context["has_outcome"] = ForecastOutcome.objects.filter(forecast=found).exists()
    context["is_reader"] = known is not None and known.has_perm("analysis.read_forecast")
    return render(request, "analysis/forecast.html", context)


@only_for(Role.STAFF)
@require_POST
def release(request: UserRequest, pk: int) -> HttpResponse:
    """Make a frozen forecast public."""
    require(request.user, "analysis.freeze_forecast")
    found = get_object_or_404(Forecast, pk=pk)
    try:
        actions.release_forecast(forecast=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The forecast is public now, and stays so whatever comes true.")
        )
    return redirect("analysis:forecast", found.pk)


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def review(request: UserRequest, pk: int) -> HttpResponse:
    """A second person has read the forecast."""
    require(request.user, "analysis.review_forecast")
    found = get_object_or_404(Forecast, pk=pk)
    note = request.POST.get("note", "")[:500]
    try:
        actions.review_forecast(forecast=found, note=note, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Your review is noted. Somebody else can release the forecast.")
        )
    return redirect("analysis:forecast", found.pk)


@only_for(Role.STAFF)
@require_POST
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take a released forecast back, with a reason, before the outcome is known."""
    require(request.user, "analysis.freeze_forecast")
    found = get_object_or_404(Forecast.objects.released(), pk=pk)
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        if not reason:
            raise NoReasonToWithdraw
        actions.withdraw_forecast(
            forecast=found, reason=reason, by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The forecast is withdrawn; its page tells why."))
    return redirect("analysis:forecast", found.pk)


@public
def receipt(request: Request, pk: int) -> HttpResponse:
    """The receipt as a file: content and seal, to be deposited with somebody else."""
    shown = Forecast.objects.visible_to(request.user)
    found = get_object_or_404(shown.select_related("province", "supersedes"), pk=pk)
    if request.user.is_authenticated:
        now = timezone.now()
        audit.record(actor=request.user, action="forecast.receipt", now=now, target=found)
    text = json.dumps(chain.receipt(found), ensure_ascii=False, indent=1, sort_keys=True)
    name = f"forecast-{found.year}-{found.number}-{found.digest[:12]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text + "\n", content_type="application/json", headers=headers)


@public
def track_record(request: Request) -> HttpResponse:
    """How good forecasts have been: hits and misses alike, for everybody."""
    from analysis.reports import forecast as report  # noqa: PLC0415 -- slow import

    found = Forecast.objects.select_related(
        "province", "supersedes", "superseded_by", "release"
    ).prefetch_related("outcomes")
    outcomes = ForecastOutcome.objects.select_related("forecast").order_by("forecast", "pk")
    listed = list(found.order_by("-number"))
    context = report.track_record(listed, list(outcomes))
    context["broken"] = chain.find_broken_links(list(reversed(listed)))
    context["may_read"] = isinstance(request.user, User) and request.user.has_perm(
        "analysis.read_forecast"
    )
    return render(request, "analysis/track_record.html", context)
