"""A questionnaire tried on a phone before its wave opens."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.answering.actions.trials import begin_trial
from surveys.answering.addresses import address_of
from surveys.answering.queries.trials import is_tried, tried_parts
from surveys.errors import DocumentFaulty
from surveys.fieldwork.letters import qr_svg
from surveys.models import Trial, Wave, WaveStatus


@only_for(Role.STAFF)
def trial(request: UserRequest, pk: int) -> HttpResponse:
    """Give a link for trying out, and list what trials have shown so far."""
    wave = get_object_or_404(Wave.objects.select_related("version__questionnaire"), pk=pk)
    require(request.user, "surveys.open_wave", wave)
    if request.method == "POST":
        try:
            begin_trial(wave=wave, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("surveys:trial", pk)
    fault = DocumentFaulty.found_in(wave.version)
    latest = Trial.objects.of_questionnaire_of(wave).first()
    link = f"{settings.BASE_URL}{address_of(latest.token, 'start')}" if latest else ""
    is_planned = wave.status == WaveStatus.PLANNED
    context = {
        "wave": wave,
        "fault": fault,
        "is_planned": is_planned,
        "link": link if is_planned else "",
        "address": link.partition("://")[2],
        "qr": mark_safe(qr_svg(link, light="#ffffff")) if link else "",  # noqa: S308 -- drawn here
        "trials": wave.trials.select_related("begun_by"),
        "parts": [] if fault else tried_parts(wave, get_language() or "vi"),
        "is_tried": is_tried(wave),
    }
    return render(request, "surveys/trial.html", context)
