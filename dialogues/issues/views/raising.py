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
from core.http.drafts import wants_json
from core.http.requests import UserRequest
from core.limits import whole_number
from dialogues.issues.actions import attachments, filing, typed_drafts
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.issues import FileIssueForm, IssueFields, RaiseIssueForm
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.views.files import say_what_was_found
from dialogues.issues.views.typed_drafts import describe_typed, forget_typed, store_typed
from dialogues.models import Issue, Origin, Scope, Session, TypedDraft
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.search import classification, index
from dialogues.search.classification import Guess
from dialogues.workflow.transitions import Party

TYPED_FIELDS = {
    *("text", "title", "kind", "visibility", "criterion", "session", "key"),
    *("enterprise", "speaker", "district", "sector"),
}
MOST_READ = 4000  # letters of a text being typed; its first pages tell what it is about


def _form(request: UserRequest, session: Session | None, kept: TypedDraft | None) -> IssueFields:
    kind = RaiseIssueForm if request.user.role == Role.ENTERPRISE else FileIssueForm
    initial = {"key": secrets.token_urlsafe(16)} | (kept.values if kept else {})
    if session:
        initial["session"] = session
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
    kept = typed_drafts.typed_by(request.user)
    form = _form(request, _wanted_session(request), kept)
    if wants_json(request):
        return store_typed(request, request.user, TYPED_FIELDS & form.fields.keys())
    if "anew" in request.POST:
        forget_typed(request, request.user)
        return redirect("dialogues:raise")
    law = None
    if request.method == "POST" and form.is_valid():
        law = _ask_about_law(request, form)
        if not law and (issue := _try_to_file(request, form)):
            messages.success(request, _say_received(request, issue))
            return redirect(issue)
    context = {"form": form, "law": law, "for_others": isinstance(form, FileIssueForm)}
    return render(request, "dialogues/raise.html", context | describe_typed(request, kept))


def _wanted_session(request: UserRequest) -> Session | None:
    wanted = whole_number(request.GET.get("session", ""))
    return Session.objects.filter(pk=wanted).first() if wanted else None


def _ask_about_law(request: UserRequest, form: IssueFields) -> Guess | None:
    """The law whose words these are, until the writer has said that they know."""
    law = classification.legal_kind(f"{form.cleaned_data['title']} {form.cleaned_data['text']}")
    if "sure" in request.POST or form.cleaned_data["kind"] in LEGAL_KINDS:
        return None
    if law:
        form.miss_files(always=True)
    return law


def _try_to_file(request: UserRequest, form: IssueFields) -> Issue | None:
    """File it, and erase what was kept of it; otherwise the form says what is in the way."""
    if filing.is_other_text(form.cleaned_data["key"], form.cleaned_data["text"]):
        _offer_further_issue(form)
        return None
    try:
        issue = _file(request, form.cleaned_data)
    except DomainError as refusal:
        form.add_error("attachment", str(refusal))
        return None
    forget_typed(request, request.user)
    return issue


def _offer_further_issue(form: IssueFields) -> None:
    """What was sent from another window in other words is not lost: it may be a further issue."""
    form.data = dict(form.data.items()) | {"key": secrets.token_urlsafe(16)}
    form.add_error(
        None,
        _(
            "An issue was sent from this form already, from another window and in other words."
            " If this is a further issue, press “Send” again."
        ),
    )


def _say_received(request: UserRequest, issue: Issue) -> str:
    said = (
        _("Your issue was received under the number %(number)s.")
        if request.user.role == Role.ENTERPRISE
        else _("The issue was filed under the number %(number)s.")
    )
    return said % {"number": issue.number}


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
