"""Pages of the index: public ones, and the import for administrators."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Role, only_for, public, require
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.cells import TableRefused
from pci import queries
from pci.actions import official
from pci.forms import OfficialUploadForm
from pci.models import Criterion, Edition, OfficialUpload, Province


def _province(request: HttpRequest) -> Province:
    """Return the province asked for, or the one at home."""
    code = request.GET.get("province")
    if code:
        return get_object_or_404(Province, code=code)
    home = Province.objects.filter(is_home=True).first()
    if home is None:
        raise Http404("no home province; run load_fixtures")
    return home


@public
def index(request: HttpRequest) -> HttpResponse:
    province = _province(request)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(),
        "lines": queries.editions_of(province),
        "criteria": Criterion.objects.all(),
    }
    return render(request, "pci/index.html", context)


@public
def edition(request: HttpRequest, year: int) -> HttpResponse:
    province = _province(request)
    found = get_object_or_404(Edition, year=year)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(),
        "table": queries.edition_table(found, province),
    }
    return render(request, "pci/edition.html", context)


@public
def criterion(request: HttpRequest, code: str) -> HttpResponse:
    province = _province(request)
    found = get_object_or_404(Criterion, code=code)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(),
        "criterion": found,
        "years": queries.criterion_over_time(found, province),
    }
    return render(request, "pci/criterion.html", context)


@only_for(Role.ADMINISTRATOR)
def upload(request: UserRequest) -> HttpResponse:
    require(request.user, "pci.import_official")
    form = OfficialUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kept = OfficialUpload.keep(
            name=file.name,
            content=file.read(),
            options=form.options,
            by=request.user,
            now=timezone.now(),
        )
        return redirect("pci:upload_preview", pk=kept.pk)
    recent = OfficialUpload.objects.select_related("uploaded_by").defer("content")[:10]
    return render(request, "pci/upload.html", {"form": form, "recent": recent})


@only_for(Role.ADMINISTRATOR)
def upload_preview(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "pci.import_official")
    kept = get_object_or_404(OfficialUpload, pk=pk)
    if request.method == "POST" and "discard" in request.POST:
        OfficialUpload.objects.waiting().filter(pk=pk).delete()
        return redirect("pci:upload")
    if request.method == "POST":
        try:
            counts = official.confirm(
                upload=kept,
                digest=request.POST.get("digest", ""),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("pci:upload_preview", pk=pk)
        messages.success(request, _("Imported: %(new)s new figures, %(changed)s changed.") % counts)
        return redirect("pci:index")
    if kept.confirmed_at:
        return render(request, "pci/upload_done.html", {"upload": kept})
    try:
        found = official.preview_upload(kept)
    except TableRefused as refusal:
        return render(request, "pci/upload_preview.html", {"upload": kept, "refusal": refusal})
    return render(request, "pci/upload_preview.html", {"upload": kept, "found": found})
