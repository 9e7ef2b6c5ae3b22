"""Pages of the agencies."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from directory import queries
from directory.actions import agencies as acts
from directory.actions import agency_files
from directory.forms.agencies import AgencyFileForm, AgencyForm
from directory.models import Agency
from directory.views.table_files import take_table


@only_for(Role.STAFF, Role.PLANNER)
def agencies(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    by, by_past = queries.PRESENT.asked(request.GET), queries.PAST.asked(request.GET)
    context = {
        "present": by.rows(queries.agencies(today=today)),
        "sorting": by,
        "past": by_past.rows(queries.agencies(today=today, past=True)),
        "sorting_past": by_past,
    }
    return render(request, "directory/agencies.html", context)


@only_for(Role.STAFF, Role.PLANNER)
def agency(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Agency.objects.select_related("successor", "district"), pk=pk)
    context = {
        "agency": found,
        "predecessors": found.predecessors.all(),
        "events": queries.history(found),
    }
    return render(request, "directory/agency.html", context)


@only_for(Role.STAFF)
def agency_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.edit_agencies")
    found = get_object_or_404(Agency, pk=pk)
    form = AgencyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        acts.change_agency(agency=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(name)s” was saved.") % {"name": found})
        return redirect("directory:agency", pk=pk)
    return render(request, "directory/agency_edit.html", {"form": form, "agency": found})


@only_for(Role.STAFF)
def agency_add(request: UserRequest) -> HttpResponse:
    require(request.user, "directory.edit_agencies")
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = acts.add_agency(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(name)s” was added.") % {"name": added})
        return redirect("directory:agency", pk=added.pk)
    return render(request, "directory/agency_edit.html", {"form": form})


@only_for(Role.STAFF)
def agency_file(request: UserRequest) -> HttpResponse:
    """Take agencies from a file; while a row is wrong, none is taken."""
    require(request.user, "directory.edit_agencies")
    form = AgencyFileForm(request.POST or None, request.FILES or None)
    said = _("%(new)s agencies were added, %(known)s were known already.")
    if take_table(request, form, agency_files.import_agencies, said):
        return redirect("directory:agencies")
    headings = [words[0] for words in agency_files.HEADINGS.values()]
    return render(request, "directory/agency_file.html", {"form": form, "headings": headings})
