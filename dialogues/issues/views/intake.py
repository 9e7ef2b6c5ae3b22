"""Fewer clicks for the Association: an issue taken in on one page, and steps for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http import refused_lists
from core.http.requests import UserRequest
from dialogues.form_fields import tell_faults
from dialogues.issues.actions import intake
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.issues import BulkForm, TakeInForm
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries.proposals import proposals
from dialogues.issues.views.cases import find_issue, warn_if_unreachable, warn_of_unreachable
from dialogues.models import Issue
from dialogues.workflow.transitions import UNASSIGNED, Party

UNDO = "bulk-undo"  # what was done last, in the session of who did it
UNDONE_BY = {"publish": "unpublish", "release": "close_again"}


@only_for(Role.STAFF)
def take_in(request: UserRequest, number: str) -> HttpResponse:
    """Accept, assign and publish on one page."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.edit_issue", issue)
    if issue.state not in UNASSIGNED:
        messages.error(request, _("This issue has been assigned already."))
        return redirect(issue)
    form = TakeInForm(request.POST or None, issue=issue)
    if request.method == "POST" and form.is_valid():
        by = By(request.user, Party.STAFF)
        try:
            intake.take_in(issue=issue, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            issue.refresh_from_db()
        else:
            messages.success(request, _("Accepted and assigned; the clock runs."))
            warn_of_unreachable(request, issue, "assign")
            return redirect(issue)
    context = {
        "issue": issue,
        "form": form,
        "case": case_queries.case(issue, request.user, timezone.localdate()),
        "proposals": proposals(issue, timezone.localdate()),
    }
    return render(request, "dialogues/take_in.html", context)


@only_for(Role.STAFF)
@require_POST
def take_many(request: UserRequest) -> HttpResponse:
    """Accept, assign, publish, or release documents of, the issues ticked in the list."""
    require(request.user, "dialogues.plan_sessions")
    form = BulkForm(request.POST)
    if not form.is_valid():
        tell_faults(request, form)
        return refused_lists.refuse(request, "dialogues:issues")
    act, lead = form.cleaned_data["act"], form.cleaned_data["lead"]
    by, now = By(request.user, Party.STAFF), timezone.now()
    chosen = _list_chosen(request, form.cleaned_data["numbers"])
    more = {"lead": lead} if lead else {}
    outcome = intake.take_many(issues=chosen, act=act, by=by, now=now, **more)
    _say(request, outcome)
    if lead and outcome.done:
        warn_if_unreachable(request, lead)
    last = {"act": act, "letters": outcome.letters, "at": now.isoformat()}
    request.session[UNDO] = last if outcome.done else None
    left = [number for number, _why in outcome.refused]
    if left:
        return refused_lists.refuse(request, "dialogues:issues", numbers=left)
    return refused_lists.go_back(request, "dialogues:issues")


def _list_chosen(request: UserRequest, numbers: Iterable[str]) -> QuerySet[Issue]:
    """Not in the order in which they came, which their clocks would then tell."""
    found = Issue.objects.visible_to(request.user).filter(number__in=list(numbers))
    return found.order_by("number")


def _say(request: UserRequest, outcome: intake.Outcome) -> None:
    """Say what became of them."""
    count = len(outcome.done)
    said = ngettext("Done for one issue.", "Done for %(count)s issues.", count)
    messages.success(request, said % {"count": count})
    for number, why in outcome.refused:
        messages.error(request, f"{number}: {why}")


@dataclass(frozen=True, slots=True)
class Undoable:
    """What somebody did last for several issues at once, as long as it can be undone."""

    act: str
    letters: dict[str, list[int]]
    at: datetime

    @property
    def until(self) -> datetime | None:
        """When the letters leave; what is published or released can be undone later, too."""
        return None if self.act in UNDONE_BY else self.at + intake.HOLD


def find_undoable(request: UserRequest, now: datetime) -> Undoable | None:
    last = request.session.get(UNDO)
    if not isinstance(last, dict) or "letters" not in last:
        return None
    found = Undoable(last["act"], last["letters"], datetime.fromisoformat(last["at"]))
    return found if found.until is None or now < found.until else None


@only_for(Role.STAFF)
@require_POST
def undo_many(request: UserRequest) -> HttpResponse:
    """Take back what was done last for several issues at once."""
    require(request.user, "dialogues.plan_sessions")
    by, now = By(request.user, Party.STAFF), timezone.now()
    last = find_undoable(request, now)
    request.session.pop(UNDO, None)
    if last is None:
        messages.error(request, _("There is nothing to undo any more."))
        return redirect("dialogues:issues")
    chosen = _list_chosen(request, last.letters)
    if back := UNDONE_BY.get(last.act):
        more = {"at": last.at} if back == "close_again" else {}
        outcome = intake.take_many(issues=chosen, act=back, by=by, now=now, **more)
    else:
        outcome = intake.take_back_many(
            issues=chosen, letters=last.letters, by=by, now=now, at=last.at
        )
    _say(request, outcome)
    return redirect("dialogues:issues")
