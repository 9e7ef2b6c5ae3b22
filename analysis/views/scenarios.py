"""What if: scenarios on a frozen forecast, tried out, kept, compared."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST

from analysis.actions.scenarios import remove_scenario, save_scenario
from analysis.forms import ScenarioForm, ScenarioNameForm
from analysis.models import Forecast, Scenario
from analysis.numbers import OTHER_FORM
from analysis.queries import coming_forecast
from analysis.reports.forecast import what_if as report
from analysis.what_if.summary import Summary, summarise
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest


def _forecast(pk: int) -> Forecast:
    return get_object_or_404(Forecast.objects.select_related("province"), pk=pk)


def _summary(forecast: Forecast) -> Summary:
    """What scenarios rest on; a forecast of another form has none."""
    try:
        return summarise(forecast.content, digest=forecast.digest, year=forecast.year)
    except OTHER_FORM as missing:
        raise Http404(str(missing)) from missing


@only_for(Role.STAFF, Role.PLANNER)
def latest(request: UserRequest) -> HttpResponse:
    """Go to the scenarios of the forecast that waits for its outcome."""
    require(request.user, "analysis.read_forecast")
    forecast = coming_forecast()
    if forecast is None:
        return redirect("analysis:forecasts")
    return redirect("analysis:what_if", pk=forecast.pk)


@only_for(Role.STAFF, Role.PLANNER)
def what_if(request: UserRequest, pk: int) -> HttpResponse:
    """Try a scenario out; what is wished stands in the address, so that it can be shared."""
    require(request.user, "analysis.read_forecast")
    forecast = _forecast(pk)
    summary = _summary(forecast)
    form = ScenarioForm(summary, request.POST if request.method == "POST" else request.GET)
    naming = ScenarioNameForm(request.POST or None)
    is_valid = form.is_valid()
    wished, target = form.collect_wishes(), form.cleaned_data.get("target")
    if request.method == "POST" and is_valid and naming.is_valid():
        try:
            kept = save_scenario(
                forecast=forecast,
                name=naming.cleaned_data["name"],
                wished=wished,
                target=target,
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            naming.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scenario “%(name)s” is kept.") % {"name": kept})
            query = report.write_query(summary, wished, target)
            return redirect(f"{reverse('analysis:what_if', args=[pk])}?{query}#kept")
    context = report.context(forecast, summary, wished, target, form.collect_refused())
    context |= {"form": form, "naming": naming if request.method == "POST" else ScenarioNameForm()}
    return render(request, "analysis/what_if.html", context, status=200 if is_valid else 400)


def _tag(request: HttpRequest, pk: int) -> str | None:
    digest = Forecast.objects.filter(pk=pk).values_list("digest", flat=True).first()
    return quote_etag(digest) if digest else None


@only_for(Role.STAFF, Role.PLANNER)
@condition(etag_func=_tag)
def summary(request: UserRequest, pk: int) -> HttpResponse:
    """The summary of a forecast as a file: all that scenarios rest on, exactly."""
    require(request.user, "analysis.read_forecast")
    text = json.dumps(_summary(_forecast(pk)).as_dict(), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take a kept scenario away."""
    scenario = get_object_or_404(Scenario.objects.select_related("forecast"), pk=pk)
    require(request.user, "analysis.read_forecast")
    remove_scenario(scenario=scenario, by=request.user, now=timezone.now())
    messages.success(request, _("The scenario “%(name)s” was removed.") % {"name": scenario.name})
    return redirect("analysis:what_if", pk=scenario.forecast_id)
