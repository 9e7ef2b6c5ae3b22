"""What respondents corrected of the register, for a person to take over or decline."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.models import Wave
from surveys.review.actions.corrections import decide_correction
from surveys.review.corrections import list_corrections, list_decided


@only_for(Role.STAFF)
def corrections(request: UserRequest, pk: int) -> HttpResponse:
    """List what differs; each is accepted or declined by itself."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "directory.edit_register")
    if request.method == "POST":
        return _decide(request, wave)
    return render(
        request,
        "surveys/quality/corrections.html",
        {
            "wave": wave,
            "rows": list_corrections(wave),
            "decided": list_decided(wave),
        },
    )


def _decide(request: UserRequest, wave: Wave) -> HttpResponse:
    sampled = request.POST.get("sampled", "")
    accepts = request.POST.get("decision") == "accept"
    try:
        decide_correction(
            wave=wave,
            sampled=int(sampled) if sampled.isdecimal() else 0,
            field=request.POST.get("field", ""),
            accepts=accepts,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("The register was corrected.") if accepts else _("The register stays as it is.")
        messages.success(request, done)
    return redirect("surveys:corrections", wave.pk)
