"""Pages of the register."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from core.tabular import writing
from core.tabular.long_tables import Table, hand_out_table
from directory import queries
from directory.actions import enterprises as acts
from directory.forms.enterprises import EnterpriseFilterForm, EnterpriseForm
from directory.models import Enterprise
from directory.vsic import section_name

PER_PAGE = 50


@only_for(Role.STAFF)
def enterprises(request: UserRequest) -> HttpResponse:
    require(request.user, "directory.view_register")
    form = EnterpriseFilterForm(request.GET)
    sorting = queries.ORDERS.asked(request.GET)
    rows = sorting.rows(queries.enterprises(form.asked))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    left = queries.left_in_ended_places(timezone.localdate())
    context = {
        "form": form,
        "sorting": sorting,
        "page": page,
        "total": page.paginator.count,
        "in_ended_places": sum(place.count for place in left),
    }
    return render(request, "directory/enterprises.html", context)


@only_for(Role.STAFF)
def enterprises_export(request: UserRequest, kind: str) -> HttpResponse:
    """Hand out what the list shows, all its pages, and note who took it."""
    require(request.user, "directory.export_register")
    if kind not in writing.KINDS:
        raise Http404(kind)
    form = EnterpriseFilterForm(request.GET)
    rows = queries.ORDERS.asked(request.GET).rows(queries.enterprises(form.asked))
    told = set(form.fields) - {"q"}  # what is searched for may be a name; the log holds no data
    filters = {name: value for name, value in request.GET.items() if value and name in told}
    count = len(rows) if isinstance(rows, list) else rows.count()
    return hand_out_table(
        request,
        Table(
            name=f"danh-ba-doanh-nghiep-{timezone.localdate():%Y-%m-%d}",
            headings=queries.export_headings(),
            rows=queries.export_rows(rows),
            listed=rows,
            kind=kind,
            action="directory.export_register",
            details={"rows": count, "kind": kind, "filters": filters},
        ),
    )


@only_for(Role.STAFF)
def enterprise(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.view_register")
    found = get_object_or_404(Enterprise.objects.select_related("district__successor"), pk=pk)
    today = timezone.localdate()
    context = {
        "enterprise": found,
        "section": section_name(found.sector, found.vsic),
        "events": queries.history(found),
        "ended_in": None if found.district.is_valid_on(today) else found.district,
    }
    return render(request, "directory/enterprise.html", context)


@only_for(Role.STAFF)
def enterprise_add(request: UserRequest) -> HttpResponse:
    require(request.user, "directory.edit_register")
    form = EnterpriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = acts.add_enterprise(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(name)s” was added.") % {"name": added})
        return redirect("directory:enterprise", pk=added.pk)
    return render(request, "directory/enterprise_edit.html", {"form": form})


@only_for(Role.STAFF)
def enterprise_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.edit_register")
    found = get_object_or_404(Enterprise, pk=pk)
    form = EnterpriseForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        acts.change_enterprise(
            enterprise=found, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("“%(name)s” was saved.") % {"name": found})
        return redirect("directory:enterprise", pk=pk)
    return render(request, "directory/enterprise_edit.html", {"form": form, "enterprise": found})
