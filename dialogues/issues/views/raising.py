"""Raising issues: enterprises for themselves, staff for others, questions before a session."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.limits import whole_number
from dialogues.issues.actions import attachments, filing
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.issues import FileIssueForm, IssueFields, RaiseIssueForm
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.views.files import say_what_was_found
from dialogues.models import Issue, Origin, Scope, Session
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.search import classification, index
from dialogues.workflow.transitions import Party

MOST_READ = 4000  # letters of a text being typed; its first pages tell what it is about


def _form(request: UserRequest, session: Session | None) -> IssueFields:
    kind = RaiseIssueForm if request.user.role == Role.ENTERPRISE else FileIssueForm
    initial = {"key": secrets.token_urlsafe(16), "session": session}
    return kind(request.POST or None, request.FILES or None, now=timezone.now(), initial=initial)


def _new_issue(request: UserRequest, data: dict[str, Any]) -> filing.NewIssue:
    own, session = request.user.role == Role.ENTERPRISE, data["session"]
    origin = Origin.STAFF if not own else Origin.ADVANCE if session else Origin.ONLINE
    return filing.NewIssue(
        text=data["text"],
        title=data["title"],
        kind=data["kind"],
        visibility=data["visibility"],
        origin=origin,
        criterion=data["criterion"],
        session=session,
        enterprise=request.user.enterprise if own else data["enterprise"],
        speaker=data.get("speaker", ""),
        sector=data.get("sector", ""),
        district=data.get("district"),
        key=data["key"] or None,
    )


def _file(request: UserRequest, data: dict[str, Any]) -> Issue:
    """File the issue with its document, or neither, so that both can be mended and sent again."""
    if data["attachment"]:
        attachments.check(data["attachment"])
    own = request.user.role == Role.ENTERPRISE
    now = timezone.now()
    party = Party.RAISER if own else Party.STAFF
    issue = filing.file_issue(new=_new_issue(request, data), by=By(request.user, party), now=now)
    upload = data["attachment"]
    if upload and not issue.attachments.exists():
        file = attachments.attach(
            upload=upload, issue=issue, title=upload.name, by=request.user, now=now
        )
        say_what_was_found(request, file)
    return issue


@only_for(Role.ENTERPRISE, Role.STAFF)
def raise_issue(request: UserRequest) -> HttpResponse:
    require(request.user, "dialogues.file_issue")
    wanted = whole_number(request.GET.get("session", ""))
    session = Session.objects.filter(pk=wanted).first() if wanted else None
    form = _form(request, session)
    for_others = isinstance(form, FileIssueForm)
    law = None
    if request.method == "POST" and form.is_valid():
        text = f"{form.cleaned_data['title']} {form.cleaned_data['text']}"
        law = classification.legal_kind(text)
        sure = "sure" in request.POST or form.cleaned_data["kind"] in LEGAL_KINDS
        if law and not sure:
            form.miss_files(always=True)
        else:
            try:
                issue = _file(request, form.cleaned_data)
            except DomainError as refusal:
                form.add_error("attachment", str(refusal))
            else:
                said = (
                    _("The issue was filed under the number %(number)s.")
                    if for_others
                    else _("Your issue was received under the number %(number)s.")
                )
                messages.success(request, said % {"number": issue.number})
                return redirect(issue)
    context = {"form": form, "law": law, "for_others": for_others}
    return render(request, "dialogues/raise.html", context)


@only_for(Role.ENTERPRISE, Role.STAFF)
@require_POST
def similar(request: UserRequest) -> HttpResponse:
    """Issues like the one being typed; enterprises are offered published ones only.

    Posted, as all that nobody has sent yet: an address stays in logs and has a longest length.
    """
    is_public = request.user.role == Role.ENTERPRISE
    text = f"{request.POST.get('title', '')} {request.POST.get('text', '')}"[:MOST_READ]
    visible = Issue.objects.visible_to(request.user)
    scope = Scope.PUBLIC if is_public else Scope.DESK
    context = {
        "similar": index.similar(visible.select_related("lead"), text, scope=scope),
        "suggestions": classification.suggestions(text, timezone.localdate()),
        "inside": not is_public,
    }
    return render(request, "dialogues/parts/similar.html", context)


@only_for(Role.STAFF)
@require_POST
def suggest(request: UserRequest) -> JsonResponse:
    """What the words suggest, for the live screen."""
    text = request.POST.get("text", "")[:MOST_READ]
    return JsonResponse(classification.suggestions(text, timezone.localdate()))


@only_for(Role.ENTERPRISE)
@require_POST
def support(request: UserRequest, number: str) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.visible_to(request.user), number=number)
    require(request.user, "dialogues.support_issue", issue)
    if request.user.enterprise is not None:
        ends = "end" in request.POST
        (filing.end_support if ends else filing.support)(
            issue=issue,
            enterprise=request.user.enterprise,
            actor=request.user,
            now=timezone.now(),
        )
        said = _("Your support was taken back.") if ends else _("Your support was noted.")
        messages.success(request, said)
    if request.POST.get("from") == "session" and issue.session:
        return redirect("dialogues:advance_questions", issue.session.year, issue.session.slot)
    return redirect("dialogues:question", number)


@only_for(Role.ENTERPRISE, Role.STAFF)
def advance_questions(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """The questions sent before a session, those with most support first."""
    session = get_object_or_404(Session.objects.in_slot(year, slot))
    rows = issue_queries.with_support_of(
        issue_queries.list_issues(issue_queries.list_sent_for(session, request.user)),
        request.user.enterprise_id,
    ).order_by("-supports", "number")
    return render(request, "dialogues/advance.html", {"session": session, "issues": rows[:200]})
