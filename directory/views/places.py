"""Pages of the places of the province and of the regions they lie in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from directory import queries
from directory.actions import place_files
from directory.actions import places as acts
from directory.forms.places import LevelsForm, PlaceFileForm, PlaceForm, PlacesForm, RegionForm
from directory.models import District, PlaceLevels, Region
from directory.places.words import levels
from directory.views.table_files import take_table


@only_for(Role.STAFF)
def places(request: UserRequest) -> HttpResponse:
    """List the places with how many enterprises each has; take new ones, one a line."""
    require(request.user, "directory.edit_agencies")
    form = PlacesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        added, grouped = acts.add_places(places=names, by=request.user, now=timezone.now())
        said = ngettext("One place was added.", "%(count)d places were added.", added)
        messages.success(request, said % {"count": added})
        if grouped:
            said = ngettext(
                "One place was put in its region.",
                "%(count)d places were put in their regions.",
                grouped,
            )
            messages.success(request, said % {"count": grouped})
        return redirect("directory:places")
    context = {
        "form": form,
        "places": queries.places(),
        "regions": queries.regions(),
        "levels": levels(),
        "ended": sum(one.count for one in queries.left_in_ended_places(timezone.localdate())),
    }
    return render(request, "directory/places.html", context)


@only_for(Role.STAFF)
def place_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.edit_agencies")
    place = get_object_or_404(District, pk=pk)
    form = PlaceForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        acts.change_place(place=place, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("directory:places")
    return render(request, "directory/place_edit.html", {"form": form, "place": place})


@only_for(Role.STAFF)
def region_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.edit_agencies")
    region = get_object_or_404(Region, pk=pk)
    form = RegionForm(request.POST or None, instance=region)
    if request.method == "POST" and form.is_valid():
        acts.change_region(region=region, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("directory:places")
    return render(request, "directory/place_edit.html", {"form": form, "place": region})


@only_for(Role.STAFF)
def place_levels(request: UserRequest) -> HttpResponse:
    """Say what places and regions are, so that pages call them by their names."""
    require(request.user, "directory.edit_agencies")
    form = LevelsForm(request.POST or None, instance=PlaceLevels.objects.first())
    if request.method == "POST" and form.is_valid():
        acts.name_levels(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Pages call places by these names from now on."))
        return redirect("directory:places")
    return render(request, "directory/place_levels.html", {"form": form})


@only_for(Role.STAFF)
def place_file(request: UserRequest) -> HttpResponse:
    """Take places from a file; while a row is wrong, none is taken."""
    require(request.user, "directory.edit_agencies")
    form = PlaceFileForm(request.POST or None, request.FILES or None)
    said = _("%(new)s places were added, %(known)s were known already.")
    if take_table(request, form, place_files.import_places, said):
        return redirect("directory:places")
    headings = [words[0] for words in place_files.HEADINGS.values()]
    return render(request, "directory/place_file.html", {"form": form, "headings": headings})
