"""The documents deadlines rest on: the list, its entries, and the ground of one deadline."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from dialogues.issues.actions import grounds
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.grounds import GroundForm, NameGroundForm, ProvisionForm
from dialogues.issues.queries.grounds import list_grounds
from dialogues.issues.views.cases import find_issue
from dialogues.models import DeadlineGround, LegalProvision
from dialogues.workflow.transitions import Party


@only_for(Role.STAFF, Role.OFFICER, Role.PLANNER)
def ground_list(request: UserRequest) -> HttpResponse:
    """Everybody at a desk reads on what deadlines may rest; staff keep the list."""
    require(request.user, "dialogues.see_grounds")
    context = {
        "grounds": list_grounds(timezone.localdate()),
        "provisions": LegalProvision.objects.select_related("checked_by"),
        "may_keep": request.user.has_perm("dialogues.keep_grounds"),
    }
    return render(request, "dialogues/grounds.html", context)


def _keep(request: UserRequest, ground: DeadlineGround | None) -> HttpResponse:
    require(request.user, "dialogues.keep_grounds")
    form = GroundForm(request.POST or None, instance=ground)
    if request.method == "POST" and form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        try:
            if ground is None:
                grounds.add_ground(by=request.user, now=now, **data)
            else:
                grounds.change_ground(ground=ground, by=request.user, now=now, **data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The ground was saved."))
            return redirect("dialogues:grounds")
    title = _("Correct a legal ground") if ground else _("Add a legal ground")
    return render(request, "dialogues/ground_form.html", {"form": form, "title": title})


@only_for(Role.STAFF)
def add_ground(request: UserRequest) -> HttpResponse:
    return _keep(request, None)


@only_for(Role.STAFF)
def edit_ground(request: UserRequest, pk: int) -> HttpResponse:
    return _keep(request, get_object_or_404(DeadlineGround, pk=pk))


@only_for(Role.STAFF)
@require_POST
def confirm_ground(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody has read the document in its source today."""
    require(request.user, "dialogues.keep_grounds")
    ground = get_object_or_404(DeadlineGround, pk=pk)
    grounds.confirm_ground(ground=ground, by=request.user, now=timezone.now())
    messages.success(request, _("Noted that it was looked up today."))
    return redirect("dialogues:grounds")


@only_for(Role.STAFF)
def name_ground(request: UserRequest, number: str, pk: int) -> HttpResponse:
    """Say on which document a running deadline of an issue rests."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.edit_issue", issue)
    clock = get_object_or_404(issue.clocks.select_related("agency", "ground"), pk=pk)
    form = NameGroundForm(request.POST or None, clock=clock)
    if request.method == "POST" and form.is_valid():
        by, now = By(request.user, Party.STAFF), timezone.now()
        try:
            grounds.name_ground(issue=issue, clock=clock, by=by, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(issue)
    title = _("Legal ground of the deadline")
    context = {"issue": issue, "form": form, "title": title, "clock": clock}
    return render(request, "dialogues/issue_form.html", context)


@only_for(Role.STAFF)
def edit_provision(request: UserRequest, pk: int) -> HttpResponse:
    """Look a provision on complaints or denunciations up; letters quote it from then on."""
    require(request.user, "dialogues.keep_grounds")
    provision = get_object_or_404(LegalProvision, pk=pk)
    form = ProvisionForm(request.POST or None, instance=provision)
    if request.method == "POST" and form.is_valid():
        kept = LegalProvision.objects.get(pk=pk)
        grounds.change_provision(
            rule=kept, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Noted that it was looked up today."))
        return redirect("dialogues:grounds")
    title = _("I have looked it up: it says this and is in force")
    return render(request, "dialogues/ground_form.html", {"form": form, "title": title})
