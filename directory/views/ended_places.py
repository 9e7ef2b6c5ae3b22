"""Enterprises in places that ended: asked about, with the successor offered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from directory import queries
from directory.actions import enterprises as enterprise_acts
from directory.actions import places as acts
from directory.forms.places import MoveForm
from directory.models import District, Enterprise


@only_for(Role.STAFF)
def ended_places(request: UserRequest) -> HttpResponse:
    """List the places that ended with enterprises left in them; move those with a successor."""
    require(request.user, "directory.edit_register")
    left = queries.left_in_ended_places(timezone.localdate())
    ready = [one for one in left if one.place.follower is not None]
    if request.method == "POST":
        moved = 0
        for one in ready:
            if (to := one.place.follower) is not None:
                moved += acts.move_enterprises(
                    out_of=one.place, to=to, by=request.user, now=timezone.now()
                )
        _tell_moved(request, moved)
        return redirect("directory:ended_places")
    rows = [(one, MoveForm(place=one.place, prefix=f"p{one.place.pk}")) for one in left]
    context = {"rows": rows, "ready": sum(one.count for one in ready)}
    return render(request, "directory/ended_places.html", context)


@only_for(Role.STAFF)
@require_POST
def move_out(request: UserRequest, pk: int) -> HttpResponse:
    """Move all enterprises of one place that ended to the place somebody chose."""
    require(request.user, "directory.edit_register")
    place = get_object_or_404(District.objects.filter(valid_to__lt=timezone.localdate()), pk=pk)
    form = MoveForm(request.POST, place=place, prefix=f"p{place.pk}")
    if not form.is_valid():
        messages.error(request, form.errors["to"].as_text())
        return redirect("directory:ended_places")
    try:
        moved = acts.move_enterprises(
            out_of=place, to=form.cleaned_data["to"], by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_moved(request, moved)
    return redirect("directory:ended_places")


@only_for(Role.STAFF)
@require_POST
def move_one(request: UserRequest, pk: int) -> HttpResponse:
    """Move one enterprise to the successor of its place."""
    require(request.user, "directory.edit_register")
    found = get_object_or_404(Enterprise.objects.select_related("district__successor"), pk=pk)
    if (to := found.district.follower) is not None:
        enterprise_acts.change_enterprise(
            enterprise=found, by=request.user, now=timezone.now(), district=to
        )
        _tell_moved(request, 1)
    return redirect("directory:enterprise", pk=pk)


def _tell_moved(request: UserRequest, moved: int) -> None:
    said = ngettext("One enterprise was moved.", "%(count)d enterprises were moved.", moved)
    messages.success(request, said % {"count": moved})
