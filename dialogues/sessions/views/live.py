"""The hall: issues recorded by keyboard while people speak, and the picture on the wall."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.listings import LeanPaginator
from dialogues.form_fields import agencies_today, enterprises_like
from dialogues.issues.actions import filing
from dialogues.issues.actions.steps import By
from dialogues.issues.queries import issues as issue_queries
from dialogues.models import IssueKind, Origin, Session, SessionStatus, Visibility
from dialogues.sessions.forms import LiveForm
from dialogues.sessions.queries import sessions as session_queries
from dialogues.sessions.views.sessions import find_session
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Party
from pci.models import Criterion


@only_for(Role.STAFF)
def live(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """The recording screen. What is typed is kept in the browser until the server has it."""
    session = find_session(year, slot)
    require(request.user, "dialogues.record_live")
    present = session.participants.present().select_related("enterprise").exclude(enterprise=None)
    return render(
        request,
        "dialogues/live.html",
        {
            "session": session,
            "is_running": session.status == SessionStatus.RUNNING,
            "issues": issue_queries.list_issues(
                session.issues.filter(origin="live").order_by("-pk")
            ),
            "present": present,
            "criteria": Criterion.objects.all(),
            "agencies": agencies_today(),
            "kinds": IssueKind.choices,
            "visibilities": Visibility.choices,
        },
    )


@only_for(Role.STAFF)
@require_POST
def live_save(request: UserRequest, year: int, slot: str) -> JsonResponse:
    """Keep one issue. The key makes a repeated sending harmless."""
    session = find_session(year, slot)
    require(request.user, "dialogues.record_live")
    form = LiveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    if session.status not in {SessionStatus.RUNNING, SessionStatus.HELD}:
        said = {"refusal": _("The session has not begun yet."), "again": True}
        return JsonResponse(said, status=409)
    try:
        issue = filing.record_live(
            heard=_heard(session, form.cleaned_data),
            by=By(request.user, Party.STAFF),
            now=timezone.now(),
        )
    except DomainError as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=409)
    return JsonResponse(
        {
            "number": issue.number,
            "title": issue.title,
            "address": issue.get_absolute_url(),
            "suspected": issue.get_suspected_kind_display() if issue.suspected_kind else "",
            "saved_at": timezone.localtime().strftime("%H:%M:%S"),
        }
    )


def _heard(session: Session, data: dict[str, Any]) -> filing.NewIssue:
    said = dict(data)
    agency = said.pop("agency")
    guess = {"agency": agency.pk if agency else None}
    return filing.NewIssue(**said, session=session, origin=Origin.LIVE, guess=guess)


@only_for(Role.STAFF)
@require_POST
def find_enterprises(request: UserRequest) -> JsonResponse:
    """Enterprises whose name or tax code has these words; posted, as all that is being typed."""
    require(request.user, "dialogues.record_live")
    found = enterprises_like(request.POST.get("name", ""))[:8]
    return JsonResponse({"found": [{"tax_code": e.tax_code, "name": str(e)} for e in found]})


@only_for(Role.STAFF)
def projection(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """What the hall sees: large letters, no names of those who want none."""
    session = find_session(year, slot)
    require(request.user, "dialogues.record_live")
    shown = (
        session.issues.filter(origin="live")
        .exclude(kind__in=["complaint", "denunciation"])
        .exclude(visibility=Visibility.ASSOCIATION)
        .filter(suspected_kind="")
        .exclude(state=transitions.State.WITHDRAWN)
    )
    left_over = issue_queries.list_left_over_for(session, AnonymousUser())  # as on the public page
    template = "dialogues/projection.html#wall" if request.htmx else "dialogues/projection.html"
    return render(
        request,
        template,
        {
            "session": session,
            "agenda": list(session_queries.agenda(session)),
            "issues": shown.select_related("criterion", "enterprise").order_by("-pk")[:6],
            "count": shown.count(),
            "left_over": LeanPaginator(left_over, 4).get_page(1).object_list,
            "now": timezone.now(),
        },
    )
