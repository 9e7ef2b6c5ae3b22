"""Pages of the places of the province."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from directory.actions import places as acts
from directory.forms import PlaceForm, PlacesForm
from directory.models import District


@only_for(Role.STAFF)
def places(request: UserRequest) -> HttpResponse:
    """List the places with how many enterprises each has; take new ones, one a line."""
    require(request.user, "directory.edit_agencies")
    form = PlacesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        added = acts.add_places(names=names, by=request.user, now=timezone.now())
        said = ngettext("One place was added.", "%(count)d places were added.", len(added))
        messages.success(request, said % {"count": len(added)})
        return redirect("directory:places")
    rows = District.objects.select_related("successor").annotate(count=Count("enterprises"))
    return render(request, "directory/places.html", {"form": form, "places": rows})


@only_for(Role.STAFF)
def place_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "directory.edit_agencies")
    place = get_object_or_404(District, pk=pk)
    form = PlaceForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        acts.change_place(place=place, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("directory:places")
    return render(request, "directory/place_edit.html", {"form": form, "place": place})
