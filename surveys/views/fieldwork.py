"""Following a wave: monitor, call list, one enterprise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import only_for, require
from accounts.http import UserRequest
from accounts.models import Role
from core import audit, exports
from core.errors import DomainError
from surveys.actions import contacts
from surveys.forms.fieldwork import ChannelForm, ContactForm
from surveys.models import SampledEnterprise, Wave
from surveys.queries import monitor as monitoring

CALLS_A_PAGE = 50


@only_for(Role.STAFF, Role.PLANNER)
def monitor(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    strata = monitoring.turnout_by_stratum(wave)
    sections = {
        section["name"]: section["title"] for section in wave.version.document.get("sections", [])
    }
    days = monitoring.by_day(wave)
    return render(
        request,
        "surveys/fieldwork/monitor.html",
        {
            "wave": wave,
            "strata": strata,
            "total": monitoring.total(strata),
            "lagging": {row.code for row in monitoring.lagging(strata)},
            "districts": monitoring.turnout_by_district(wave),
            "days": days,
            "most_a_day": max((count for _day, count in days), default=1),
            "modes": monitoring.by_mode(wave),
            "pages": [
                (sections[row.section].get(request.LANGUAGE_CODE, row.section), row)
                for row in monitoring.pages(wave, list(sections))
            ],
            "minutes": monitoring.median_minutes(wave),
            "late": monitoring.late(wave, timezone.localdate()).count(),
        },
    )


@only_for(Role.STAFF)
def calls(request: UserRequest, pk: int) -> HttpResponse:
    """Whom to call next, the strata that lag first."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    strata = monitoring.turnout_by_stratum(wave)
    behind = [row.code for row in monitoring.lagging(strata)]
    chosen = request.GET.get("stratum", "")
    wanted = [chosen] if chosen else behind if request.GET.get("lagging") else None
    page = Paginator(monitoring.call_list(wave, wanted), CALLS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "surveys/fieldwork/calls.html",
        {"wave": wave, "page": page, "strata": strata, "lagging": behind, "chosen": chosen},
    )


@only_for(Role.STAFF)
def sampled(request: UserRequest, pk: int) -> HttpResponse:
    """One enterprise of the sample: how to reach it, what was tried, what came of it."""
    row = get_object_or_404(
        SampledEnterprise.objects.select_related("wave", "enterprise__district", "stratum"), pk=pk
    )
    require(request.user, "surveys.invite", row.wave)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contacts.record_contact(
            sampled=row, now=timezone.now(), by=request.user, **form.cleaned_data
        )
        messages.success(request, _("The attempt has been noted."))
        return redirect("surveys:sampled", row.pk)
    return render(
        request,
        "surveys/fieldwork/sampled.html",
        {
            "wave": row.wave,
            "sampled": row,
            "form": form,
            "channel": ChannelForm(initial={"channel": row.channel}),
            "attempts": row.contacts.select_related("by"),
        },
    )


@only_for(Role.STAFF)
@require_POST
def opt_out(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave", "enterprise"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    contacts.opt_out(enterprise=row.enterprise, now=timezone.now(), by=request.user)
    messages.success(request, _("This enterprise will not be written to again."))
    return redirect("surveys:sampled", row.pk)


@only_for(Role.STAFF)
@require_POST
def interview(request: UserRequest, pk: int) -> HttpResponse:
    """Begin a telephone interview: the answering pages, noted as given by telephone."""
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave", "enterprise"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    if row.wave.is_blind:
        messages.info(
            request,
            _("The wave is blind: ask for the code in the letter of the enterprise and type it."),
        )
        return redirect("surveys:code")
    try:
        link = contacts.start_interview(sampled=row, now=timezone.now(), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:sampled", row.pk)
    return redirect("surveys:start", link.token)


@only_for(Role.STAFF, Role.PLANNER)
def turnout_csv(request: UserRequest, pk: int) -> HttpResponse:
    """What the monitor shows by stratum, as a file for spreadsheets."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.view_wave", wave)
    audit.record(actor=request.user, action="wave.turnout_csv", now=timezone.now(), target=wave)
    headings = ["stratum", "label", "population", "asked", "invited", "submitted"]
    rows = (
        [row.code, row.name, row.population, row.asked, row.invited, row.submitted]
        for row in monitoring.turnout_by_stratum(wave)
    )
    return exports.download(f"turnout-{wave.pk}", headings, rows, kind="csv")
