"""Waves, as staff prepare, open and close them."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import OutgoingMessage
from surveys.answering.queries.trials import is_tried
from surveys.fieldwork.actions import waves as actions
from surveys.fieldwork.forms.waves import (
    OpenWaveForm,
    ReopenForm,
    UntriedForm,
    WaveForm,
    after,
)
from surveys.fieldwork.queries import sort_keys
from surveys.fieldwork.queries.waves import public_count, waves_with_counts
from surveys.models import Wave, WaveStatus


@only_for(Role.STAFF, Role.PLANNER)
def waves(request: UserRequest) -> HttpResponse:
    require(request.user, "surveys.view_wave")
    listed = waves_with_counts()
    status = request.GET.get("status", "")
    sought = request.GET.get("q", "").strip()
    if status in WaveStatus.values:
        listed = listed.filter(status=status)
    if sought:
        listed = listed.filter(Q(title_vi__icontains=sought) | Q(title_en__icontains=sought))
    sorting = sort_keys.WAVES.asked(request.GET)
    context = {
        "waves": sorting.rows(listed),
        "sorting": sorting,
        "statuses": WaveStatus.choices,
        "status": status,
        "sought": sought,
        "may_change": request.user.has_perm("surveys.change_wave"),
    }
    return render(request, "surveys/waves.html", context)


@only_for(Role.STAFF)
def new_wave(request: UserRequest) -> HttpResponse:
    require(request.user, "surveys.change_wave")
    last = Wave.objects.select_related("version__questionnaire").order_by("-year", "-pk").first()
    form = WaveForm(request.POST or None, initial=after(last, timezone.localdate().year))
    if request.method == "POST" and form.is_valid():
        made = actions.create_wave(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The wave has been prepared. Next: draw its sample."))
        return redirect("surveys:wave", made.pk)
    return render(request, "surveys/wave_form.html", {"form": form})


@only_for(Role.STAFF, Role.PLANNER)
def wave(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "surveys.view_wave")
    found = get_object_or_404(waves_with_counts(), pk=pk)
    context = {
        "wave": found,
        "count": public_count(found),
        "strata": found.strata.count(),
        "drafts": found.drafts.count(),
        "today": timezone.localdate(),
        "is_tried": found.status != WaveStatus.PLANNED or is_tried(found),
        "waiting": OutgoingMessage.objects.waiting()
        .filter(batch__startswith=f"wave:{found.pk}:")
        .count(),
        "undecided": found.responses.undecided().count() if found.is_closed else 0,
        "may_change": request.user.has_perm("surveys.change_wave"),
        "may_reopen": found.is_closed
        and not found.is_blind
        and request.user.has_perm("surveys.reopen_wave"),
    }
    return render(request, "surveys/wave.html", context)


@only_for(Role.STAFF)
def change_wave(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.change_wave", found)
    form_class = WaveForm if found.status == WaveStatus.PLANNED else OpenWaveForm
    form = form_class(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_wave(
                wave=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:wave", pk)
    return render(request, "surveys/wave_form.html", {"form": form, "wave": found})


@only_for(Role.STAFF)
def open_wave(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(waves_with_counts(), pk=pk)
    require(request.user, "surveys.open_wave", found)
    refusal, tried = "", is_tried(found)
    form = UntriedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.full_clean()  # without a reason other refusals come first
        try:
            actions.open_wave(wave=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The wave is open; its links take answers now."))
            return redirect("surveys:wave", pk)
    context = {"wave": found, "refusal": refusal, "form": None if tried else form}
    return render(request, "surveys/open_wave.html", context, status=409 if refusal else 200)


@only_for(Role.STAFF)
def close_wave(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(waves_with_counts(), pk=pk)
    require(request.user, "surveys.close_wave", found)
    refusal = ""
    if request.method == "POST":
        try:
            actions.close_wave(wave=found, by=request.user, now=timezone.now())
        except DomainError as refused:
            refusal = str(refused)
        else:
            messages.success(request, word_closing(found.responses.submitted().count()))
            return redirect("surveys:wave", pk)
    context = {
        "wave": found,
        "refusal": refusal,
        "drafts": found.drafts.count(),
        "sheets": found.paper_forms.filter(settled_at__isnull=True).count(),
    }
    return render(request, "surveys/close_wave.html", context, status=409 if refusal else 200)


@only_for(Role.ADMINISTRATOR)
def reopen_wave(request: UserRequest, pk: int) -> HttpResponse:
    """Let a closed wave take answers again; asks why."""
    found = get_object_or_404(waves_with_counts(), pk=pk)
    require(request.user, "surveys.reopen_wave", found)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_wave(
                wave=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The wave takes answers again."))
            return redirect("surveys:wave", pk)
    return render(request, "surveys/reopen_wave.html", {"wave": found, "form": form})


def word_closing(answers: int) -> str:
    return ngettext(
        "The wave is closed with one response.",
        "The wave is closed with %(number)s responses.",
        answers,
    ) % {"number": answers}
