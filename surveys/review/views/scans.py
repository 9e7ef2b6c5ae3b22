"""Scans of paper forms on the page of a response: attached, opened, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.answering.views.files import hand_out
from surveys.models import PaperScan, Response
from surveys.review.actions import scans


@only_for(Role.STAFF)
@require_POST
def attach(request: UserRequest, pk: int) -> HttpResponse:
    """Attach photos or PDFs of a sheet; each file that is refused is named with its reason."""
    row = get_object_or_404(Response.objects.submitted().select_related("wave"), pk=pk)
    require(request.user, "surveys.review_response", row.wave)
    uploads, kept = request.FILES.getlist("scan"), 0
    if not uploads:
        messages.error(request, _("Choose the photo or PDF of the form first."))
    for upload in uploads:
        try:
            scans.attach_scan(response=row, upload=upload, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, f"{upload.name}: {refusal}")
        else:
            kept += 1
    if kept:
        messages.success(request, _word_kept(kept))
    return redirect("surveys:response", row.pk)


def _word_kept(number: int) -> str:
    return ngettext(
        "One scan is kept with this response.",
        "%(number)s scans are kept with this response.",
        number,
    ) % {"number": number}


@only_for(Role.STAFF)
@require_safe
def show(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Show a scan; who looked is logged."""
    scan = _get_scan(request, pk, name)
    audit.record(
        actor=request.user, action="response.scan", now=timezone.now(), target=scan.response
    )
    return hand_out(scan)


@only_for(Role.STAFF)
@require_POST
def remove(request: UserRequest, pk: int, name: str) -> HttpResponse:
    scan = _get_scan(request, pk, name)
    scans.remove_scan(scan=scan, by=request.user, now=timezone.now())
    messages.success(request, _("The scan has been removed."))
    return redirect("surveys:response", pk)


def _get_scan(request: UserRequest, pk: int, name: str) -> PaperScan:
    found = PaperScan.objects.select_related("response__wave")
    scan = get_object_or_404(found, response__pk=pk, name=name)
    require(request.user, "surveys.review_response", scan.response.wave)
    return scan
