"""The log of members' requests for documents, and what it measures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.limits import whole_number
from core.tabular.listings import Column, Listing
from dialogues import survey_figures
from dialogues.issues.actions import information_requests
from dialogues.issues.forms.answers import DecideRequestForm, InformationRequestForm
from dialogues.models import InformationRequest
from dialogues.statistics import information_requests as information_queries

CODES = ("info_received", "info_days")


def _page(row: InformationRequest) -> str:
    return f"{row.pk}/"


def columns(*, may_decide: bool) -> list[Column]:
    """The log; only those who may note the outcome are led to its page."""
    page = _page if may_decide else None
    return [
        Column(_("Asked on"), lambda row: row.requested_on, "day"),
        Column(_("Document asked for"), lambda row: row.subject, "link", page),
        Column(_("Enterprise"), lambda row: str(row.enterprise)),
        Column(_("Agency"), lambda row: str(row.agency)),
        Column(_("Outcome"), lambda row: row.get_outcome_display()),
        Column(_("On"), lambda row: row.decided_on, "day"),
        Column(_("Working days"), lambda row: row.days, "num"),
    ]


@only_for(Role.ENTERPRISE, Role.STAFF, Role.PLANNER)
def request_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    typed = whole_number(request.GET.get("year", ""))
    year = typed if typed and 2000 <= typed <= 2100 else today.year
    rows = (
        InformationRequest.objects.visible_to(request.user)
        .made_in(year)
        .select_related("enterprise", "agency")
    )
    may_decide = request.user.role != Role.PLANNER
    name = f"de-nghi-cung-cap-thong-tin-{year}"
    listing = Listing(name, columns(may_decide=may_decide), rows, f"dialogues.export.{name}")
    if request.GET.get("export"):
        return listing.export(request, request.GET["export"])
    return render(
        request,
        "dialogues/information.html",
        {
            "listing": listing.turn_to(request.GET.get("page")),
            "measures": information_queries.measures(year, today=today),
            "official": information_queries.official(CODES),
            "survey": {code: survey_figures.survey_figure(code) for code in CODES},
            "year": year,
            "years": range(today.year, today.year - 6, -1),
            "may_log": request.user.has_perm("dialogues.log_information_request"),
            "patience": information_queries.PATIENCE,
        },
    )


@only_for(Role.ENTERPRISE, Role.STAFF)
def log_request(request: UserRequest) -> HttpResponse:
    require(request.user, "dialogues.log_information_request")
    form = InformationRequestForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        information_requests.log(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The request was entered in the log."))
        return redirect("dialogues:information")
    context = {"form": form, "title": _("Enter a request for a document")}
    return render(request, "dialogues/information_form.html", context)


@only_for(Role.ENTERPRISE, Role.STAFF)
def decide_request(request: UserRequest, pk: int) -> HttpResponse:
    visible = InformationRequest.objects.visible_to(request.user)
    asked = get_object_or_404(visible.select_related("enterprise", "agency"), pk=pk)
    require(request.user, "dialogues.decide_information_request", asked)
    form = DecideRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            information_requests.decide(request=asked, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("decided_on", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("dialogues:information")
    context = {"form": form, "title": asked.subject, "asked": asked}
    return render(request, "dialogues/information_form.html", context)
