"""Pages of the index: public ones, and the import for administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.http.requests import UserRequest
from core.tabular.import_pages import ImportPages
from pci import queries
from pci.actions import official
from pci.actions.home import choose_home, count_enterprises
from pci.forms import HomeForm, OfficialUploadForm, PredecessorsForm, name_with_years
from pci.models import Criterion, Edition, NoHomeProvince, OfficialUpload, Province
from pci.predecessors import predecessors_of


def _province(request: HttpRequest) -> Province:
    """Return the province asked for, or the one at home."""
    code = request.GET.get("province")
    if code:
        return get_object_or_404(Province, code=code)
    return Province.objects.home()


def _of_a_province(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the page the province asked for; say so where none has been chosen yet."""

    @wraps(view)
    def chosen(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            province = _province(request)
        except NoHomeProvince:
            return render(request, "pci/none.html")
        return view(request, province, **named)

    return chosen


@public
@_of_a_province
def index(request: HttpRequest, province: Province) -> HttpResponse:
    former = predecessors_of(province)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(province),
        "lines": queries.editions_of(province),
        "criteria": Criterion.objects.all(),
        "former": former,
        "former_scores": former.scores() if former else [],
    }
    return render(request, "pci/index.html", context)


@public
@_of_a_province
def edition(request: HttpRequest, province: Province, year: int) -> HttpResponse:
    found = get_object_or_404(Edition, year=year)
    former = predecessors_of(province)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(province),
        "table": queries.edition_table(found, province),
        "former": former,
        "former_values": former.values_in(found) if former else [],
    }
    return render(request, "pci/edition.html", context)


@public
@_of_a_province
def criterion(request: HttpRequest, province: Province, code: str) -> HttpResponse:
    found = get_object_or_404(Criterion, code=code)
    former = predecessors_of(province)
    context = {
        "province": province,
        "provinces": queries.provinces_with_results(province),
        "criterion": found,
        "years": queries.criterion_over_time(found, province),
        "former": former,
        "former_values": former.values_of(found) if former else [],
    }
    return render(request, "pci/criterion.html", context)


IMPORT = ImportPages(
    app="pci",
    title=gettext_lazy("Import official results"),
    kept=OfficialUpload,
    preview=official.preview_upload,
    confirm=official.confirm,
    done=gettext_lazy("Imported: %(new)s new figures, %(changed)s changed."),
    home="pci:index",
)


@only_for(Role.ADMINISTRATOR)
def upload(request: UserRequest) -> HttpResponse:
    require(request.user, "pci.import_official")
    return IMPORT.choose(request, OfficialUploadForm(request.POST or None, request.FILES or None))


@only_for(Role.ADMINISTRATOR)
def upload_preview(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "pci.import_official")
    return IMPORT.look(request, pk)


@only_for()
def home(request: UserRequest) -> HttpResponse:
    """Choose the province of this installation; what went before it is listed."""
    require(request.user, "pci.import_official")
    found = Province.objects.filter(is_home=True).first()
    before = list(found.predecessors.order_by("name")) if found else []
    is_counted = "count" in request.POST
    counts = PredecessorsForm(before, request.POST if is_counted else None)
    if is_counted and counts.is_valid():
        sizes = {one.pk: counts.cleaned_data[f"enterprises_{one.pk}"] for one in before}
        count_enterprises(sizes=sizes, by=request.user, now=timezone.now())
        messages.success(request, _("The numbers of enterprises were saved."))
        return redirect("pci:home")
    posted = request.POST if request.method == "POST" and not is_counted else None
    form = HomeForm(posted, initial={"province": found})
    if posted is not None and form.is_valid():
        chosen = form.cleaned_data["province"]
        choose_home(province=chosen, by=request.user, now=timezone.now())
        messages.success(
            request, _("%(name)s is at home here now.") % {"name": name_with_years(chosen)}
        )
        return redirect("pci:home")
    context = {"form": form, "home": found, "predecessors": before, "counts": counts}
    return render(request, "pci/home.html", context)
