"""A file of enterprises: uploaded, looked at, mended by kind, imported, its rest taken away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import Job
from core.tabular.writing import XLSX
from core.text import fold
from directory.actions import register
from directory.forms.enterprises import RegisterUploadForm
from directory.models import District, RegisterUpload, Vsic
from directory.register_files import columns
from directory.register_files.decisions import ALL
from directory.register_files.kinds import Offer, kind_of
from directory.register_files.places import ADD
from directory.vsic import SECTIONS

RECENT = 10


@only_for(Role.STAFF)
def upload(request: UserRequest) -> HttpResponse:
    """Choose a file; it is read at once or by the worker, and shown on its own page."""
    require(request.user, "directory.import_register")
    form = RegisterUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kept = register.take_in(
            name=file.name, content=file.read(), by=request.user, now=timezone.now()
        )
        return redirect("directory:upload_preview", pk=kept.pk)
    rows = RegisterUpload._base_manager.select_related("uploaded_by").defer("content", "left_over")
    context = {"form": form, "headings": columns.HEADINGS, "recent": rows[:RECENT]}
    return render(request, "directory/upload.html", context)


@only_for(Role.STAFF)
def upload_preview(request: UserRequest, pk: int) -> HttpResponse:
    """Show what a file holds; take decisions, import it, or discard it."""
    require(request.user, "directory.import_register")
    rows = RegisterUpload._base_manager.select_related("uploaded_by").defer("left_over")
    kept = get_object_or_404(rows, pk=pk)
    if request.method == "POST" and "discard" in request.POST:
        RegisterUpload.objects.waiting().filter(pk=pk).delete()
        return redirect("directory:upload")
    if request.method == "POST":
        _act(request, kept)
        return redirect("directory:upload_preview", pk=pk)
    if kept.confirmed_at:
        return render(request, "directory/upload_done.html", _outcome(kept))
    return render(request, "directory/upload_preview.html", _preview(kept))


def _act(request: UserRequest, kept: RegisterUpload) -> None:
    now = timezone.now()
    try:
        if "import" in request.POST:
            digest = request.POST.get("digest", "")
            register.order_import(upload=kept, digest=digest, by=request.user, now=now)
        else:
            options = _decisions(request, kept)
            register.decide(upload=kept, by=request.user, now=now, options=options)
    except DomainError as refusal:
        messages.error(request, str(refusal))


def _decisions(request: UserRequest, kept: RegisterUpload) -> dict[str, Any]:
    """What the form says: a sheet, a column for each heading, kinds accepted, places."""
    said, summary = request.POST, kept.summary
    listed = {
        column["key"]: said.get(f"column-{number}", "")
        for number, column in enumerate(summary.get("columns", []), 1)
        if f"column-{number}" in said
    }
    places = dict(kept.options.get("places", {}))
    for number, (name, _count) in enumerate(summary.get("unknown_places", []), 1):
        chosen = ADD if "add_places" in said else said.get(f"place-{number}", "")
        if chosen:
            places[fold(name)] = chosen
    sectors = dict(kept.options.get("sectors", {}))
    for number, (words, _count) in enumerate(summary.get("unknown_sectors", []), 1):
        chosen = said.get(f"sector-{number}", "")
        if chosen in SECTIONS[summary["vsic"]]:
            sectors[fold(words)] = chosen
    return {
        "sectors": sectors,
        "sheet": said.get("sheet", "")[:100],
        "columns": {key: name for key, name in listed.items() if name in {"", *columns.HEADINGS}},
        "accepted": sorted(set(said.getlist("accept"))),
        "places": places,
    }


def _preview(kept: RegisterUpload) -> dict[str, Any]:
    now, summary = timezone.now(), kept.summary
    look = jobs.latest(kind=register.LOOK, key=str(kept.pk), now=now)
    importing = jobs.latest(kind=register.IMPORT, key=str(kept.pk), now=now)
    is_current = summary.get("revision", -1) == kept.options.get("revision", 0)
    return {
        "upload": kept,
        "job": _telling(look, importing),
        "found": summary if is_current else None,
        "offers": [_word_offer(offer) for offer in summary.get("offers", [])],
        "nothing_decided": not kept.options.get("revision"),
        "choices": [(name, words[0]) for name, words in columns.HEADINGS.items()],
        "sections": SECTIONS[summary.get("vsic", Vsic.OF_2025)].items(),
        "all_sheets": ALL,
        "places": District.objects.filter(valid_to=None) if is_current else [],
        "ready": sum(summary["counts"][kind] for kind in ("new", "changed", "same"))
        if "counts" in summary
        else 0,
    }


def _telling(look: Job | None, importing: Job | None) -> Job | None:
    """The order the page tells of: one that runs or failed, the import before the look."""
    orders = [job for job in (importing, look) if job is not None and not job.is_done]
    newer = [job for job in orders if look is None or job.pk >= look.pk]
    return newer[0] if newer else None


def _word_offer(offer: dict[str, Any]) -> dict[str, Any]:
    """An offer with its title in the reader's language."""
    kind = kind_of(offer["code"])
    return offer | {"title": Offer(kind, offer["column"], accepted=False).title}


def _outcome(kept: RegisterUpload) -> dict[str, Any]:
    offers = [_word_offer(offer) for offer in kept.summary.get("offers", []) if offer["accepted"]]
    has_left_over = RegisterUpload._base_manager.filter(pk=kept.pk).exclude(left_over=None).exists()
    return {"upload": kept, "offers": offers, "has_left_over": has_left_over}


@only_for(Role.STAFF)
@require_safe
def left_over(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out the rows that were not imported, to be corrected and uploaded again."""
    require(request.user, "directory.import_register")
    kept = get_object_or_404(RegisterUpload, pk=pk)
    content = kept.left_over
    if content is None and not kept.confirmed_at and kept.summary.get("counts"):
        content = register.write_left(kept, timezone.now())
    if content is None:
        raise Http404(pk)
    rows = kept.summary.get("counts", {}).get("left", 0)
    audit.record(
        actor=request.user,
        action="directory.left_over",
        now=timezone.now(),
        target=kept,
        rows=rows,
    )
    response = HttpResponse(bytes(content), content_type=XLSX)
    name = _("enterprises-to-correct") + f"-{kept.pk}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
