"""The page on which a succession is looked at and confirmed."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.forms import DayInput
from core.http.requests import UserRequest
from dashboard.succession import actions
from directory.models import Agency

WORDS = {
    "leads": gettext_lazy("points of the plan it leads"),
    "coordinates": gettext_lazy("points of the plan it co-ordinates"),
    "reporting_dates": gettext_lazy("reporting days it collects"),
    "report_drafts": gettext_lazy("drafts of reports"),
    "issues": gettext_lazy("issues in hand that it leads"),
    "contributions": gettext_lazy("issues in hand it contributes to"),
    "drafts": gettext_lazy("drafts of answers"),
    "templates": gettext_lazy("texts answers begin with"),
    "accounts": gettext_lazy("accounts of its officers"),
}


class SuccessionForm(forms.Form):
    """Who follows, and until which day the agency existed."""

    successor = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("Successor"))
    last_day = forms.DateField(label=gettext_lazy("Last day of the agency"), widget=DayInput)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency, self.today = agency, timezone.localdate()
        others = Agency.objects.valid_on(self.today).exclude(pk=agency.pk).order_by("name_vi")
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "successor" in values and "last_day" in values:
            try:
                actions.refuse_impossible(
                    self.agency, values["successor"], values["last_day"], self.today
                )
            except DomainError as refusal:
                self.add_error(None, str(refusal))
        return values


@only_for(Role.STAFF)
def agency_succession(request: UserRequest, pk: int) -> HttpResponse:
    """Choose who follows, look at what would move, and move it."""
    require(request.user, "directory.edit_agencies")
    agency = get_object_or_404(Agency.objects.select_related("successor"), pk=pk)
    asked = request.POST or (request.GET if "successor" in request.GET else None)
    initial = {"successor": agency.successor_id, "last_day": agency.valid_to}
    form = SuccessionForm(asked, agency=agency, initial=initial)
    is_known = form.is_bound and form.is_valid()
    if request.method == "POST" and is_known:
        return _pass_on(request, agency, form)
    estate = actions.look(agency, form.cleaned_data["last_day"]) if is_known else None
    counted = [(WORDS[name], count) for name, count in asdict(estate).items()] if estate else []
    context = {"agency": agency, "form": form, "estate": estate, "counted": counted}
    return render(request, "dashboard/succession.html", context)


def _pass_on(request: UserRequest, agency: Agency, form: SuccessionForm) -> HttpResponse:
    values, digest = form.cleaned_data, request.POST.get("digest", "")
    try:
        actions.pass_on(agency=agency, digest=digest, by=request.user, now=timezone.now(), **values)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("agency_succession", pk=agency.pk)
    said = _("“%(new)s” has taken over from “%(old)s”.")
    messages.success(request, said % {"new": values["successor"], "old": agency})
    return redirect("directory:agency", pk=agency.pk)
