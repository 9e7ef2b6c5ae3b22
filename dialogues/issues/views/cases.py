"""The page of one issue, for those who work on it or raised it, and every step of its course."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from core.limits import whole_number
from dialogues.form_fields import OptionalReasonForm, ReasonForm
from dialogues.issues.actions import answers, editing, filing, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.answers import NoteForm, VerdictForm
from dialogues.issues.forms.issues import (
    AddAgencyForm,
    AssignForm,
    EditIssueForm,
    HandOverForm,
    MergeForm,
    PublishForm,
    RedactForm,
    SplitForm,
    TieForm,
)
from dialogues.issues.queries import attachments as attachment_queries
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.queries.grounds import list_provisions
from dialogues.issues.queries.proposals import proposals
from dialogues.issues.queries.replies import mails_of
from dialogues.models import Issue
from dialogues.notifications import letters
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Party, Transition
from directory.models import Agency

ANYBODY_INSIDE = (Role.ENTERPRISE, Role.STAFF, Role.OFFICER, Role.PLANNER)
FORMS: dict[str, type[forms.Form]] = {
    "accept": OptionalReasonForm,
    "divert": ReasonForm,
    "decline": ReasonForm,
    "assign": AssignForm,
    "ask_hand_over": HandOverForm,
    "hand_over": HandOverForm,
    "contest": ReasonForm,
    "confirm": OptionalReasonForm,
    "reopen": ReasonForm,
    "close": OptionalReasonForm,
    "withdraw": OptionalReasonForm,
    "merge": MergeForm,
}
ACTIONS: dict[str, Callable[..., Any]] = {act: getattr(steps, act) for act in FORMS}


def find_issue(request: Request, number: str) -> Issue:
    """The issue, when this person may see it at all; otherwise there is none."""
    issues_ = Issue.objects.select_related(*issue_queries.LISTED, "public_district", "merged_into")
    return get_object_or_404(issues_.visible_to(request.user), number=number)


@only_for(*ANYBODY_INSIDE)
def issue_page(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    if not case_queries.is_inside(issue, request.user):
        return redirect("dialogues:question", number)
    return _page(request, issue, VerdictForm())


def _page(
    request: UserRequest, issue: Issue, verdict_form: VerdictForm, note_form: NoteForm | None = None
) -> HttpResponse:
    case = case_queries.case(issue, request.user, timezone.localdate())
    staff = request.user.has_perm("dialogues.split_issue", issue)
    return render(
        request,
        "dialogues/issue.html",
        {
            "case": case,
            "issue": issue,
            "note_form": note_form or NoteForm(),
            "verdict_form": verdict_form,
            "open_links": issue.follow_links.alive(timezone.now()).count(),
            "may_publish": request.user.has_perm("dialogues.publish_issue", issue),
            "wish": case_queries.wish_to_hand_over(issue) if staff else None,
            "may_go_public": issue.may_go_public,
            "clocks_of": issue.number
            if issue.state in transitions.IN_HAND
            and request.user.has_perm("dialogues.keep_grounds")
            else "",
            "is_in_hand": issue.state in transitions.IN_HAND,
            "may_note": request.user.has_perm("dialogues.add_note", issue),
            "parts": issue.parts.all() if staff else [],
            "absorbed": issue.absorbed.all() if staff else [],
            "mails": mails_of(issue) if staff else [],
            "may_answer": issue.state in transitions.IN_HAND
            and not case.in_work  # that one is continued
            and request.user.has_perm("dialogues.write_answer", issue),
            "may_attach": request.user.has_perm("dialogues.attach_to_issue", issue),
        },
    )


def by_of(issue: Issue, user: User, transition: Transition) -> By:
    """In which of their capacities somebody takes this step."""
    parties = issue.parties_of(user) & transition.parties
    if not parties:
        raise PermissionDenied
    return By(user, min(parties))


@only_for(*ANYBODY_INSIDE)
def act(request: UserRequest, number: str, act: str) -> HttpResponse:
    """A step of the table: say what will happen, ask once, do it."""
    issue = find_issue(request, number)
    if act not in FORMS:
        raise Http404
    transition = transitions.transition(act)
    require(request.user, f"dialogues.{act}_issue", issue)
    kind: Any = FORMS[act]
    extra: dict[str, Any] = {"issue": issue} if kind is AssignForm else {}
    if kind is MergeForm:
        extra["initial"] = {"into": request.GET.get("into", "")[:12]}
    if kind is HandOverForm:
        extra["initial"] = {"agency": whole_number(request.GET.get("agency", ""))}
    form = kind(request.POST or None, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            ACTIONS[act](
                issue=issue,
                by=by_of(issue, request.user, transition),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(transition.done))
            warn_of_unreachable(request, issue, act)
            return redirect(issue)
    context = {
        "issue": issue,
        "case": case_queries.case(issue, request.user, timezone.localdate()),
        "form": form,
        "transition": transition,
        "proposals": proposals(issue, timezone.localdate()) if kind is AssignForm else None,
        "similar": issue_queries.like(issue) if kind is MergeForm else [],
        "provisions": list_provisions(issue.legal_way, timezone.localdate())
        if act == "divert"
        else [],
        "chosen": extra.get("initial", {}).get("into", ""),
    }
    return render(request, "dialogues/act.html", context)


def _edit(
    request: UserRequest,
    issue: Issue,
    permission: str,
    form: forms.BaseForm,
    title: str,
    do: Callable[..., Any],
    **more: Any,
) -> HttpResponse:
    """What the editing pages of staff have in common."""
    require(request.user, permission, issue)
    if request.method == "POST" and form.is_valid():
        try:
            done = do(
                issue=Issue.objects.get(pk=issue.pk),
                by=By(request.user, Party.STAFF),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(done if isinstance(done, Issue) else issue)
    context = {"issue": issue, "form": form, "title": title} | more
    return render(request, "dialogues/issue_form.html", context)


def warn_of_unreachable(request: UserRequest, issue: Issue, act: str) -> None:
    """Say which agency got no letter, and which way is left."""
    if act not in {"assign", "hand_over"}:
        return
    running = issue.clocks.filter(round=issue.round, handed_over=False).select_related("agency")
    for clock in running:
        warn_if_unreachable(request, clock.agency)


def warn_if_unreachable(request: UserRequest, agency: Agency) -> None:
    if letters.is_reachable(agency):
        return
    said = _(
        "%(agency)s has neither an account nor an e-mail address: no letter was"
        " written. Please print the issue and post it, or telephone."
    )
    messages.warning(request, said % {"agency": agency})


@only_for(Role.STAFF)
def refuse_hand_over(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = ReasonForm(request.POST or None)
    title = _("Leave the lead where it is")
    return _edit(request, issue, "dialogues.hand_over_issue", form, title, steps.refuse_hand_over)


@only_for(Role.STAFF)
def tie(request: UserRequest, number: str) -> HttpResponse:
    """Say later which enterprise spoke; letters and verdict reach it from now on."""
    issue = find_issue(request, number)
    form = TieForm(request.POST or None)
    title = _("Which enterprise raised it?")
    return _edit(request, issue, "dialogues.edit_issue", form, title, editing.tie_enterprise)


@only_for(Role.STAFF)
def edit(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = EditIssueForm(request.POST or None, instance=Issue.objects.get(pk=issue.pk))
    title = _("Correct the issue")
    return _edit(request, issue, "dialogues.edit_issue", form, title, editing.edit_issue)


@only_for(Role.STAFF)
def publish(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    initial = {"title": issue.shown_title, "text": issue.shown_text}
    form = PublishForm(request.POST or None, initial=initial)
    title = _("Publish in the questions and answers")
    return _edit(
        request,
        issue,
        "dialogues.publish_issue",
        form,
        title,
        publication.publish_issue,
        files=attachment_queries.files_in_public(issue),
    )


@only_for(Role.STAFF)
def unpublish(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = ReasonForm(request.POST or None)
    title = _("Take out of the questions and answers")
    return _edit(
        request, issue, "dialogues.publish_issue", form, title, publication.unpublish_issue
    )


@only_for(Role.STAFF)
def redact(request: UserRequest, number: str, answer: int | None = None) -> HttpResponse:
    issue = find_issue(request, number)
    target = get_object_or_404(issue.answers.published(), pk=answer) if answer else None
    shown = target.shown_text if target else issue.shown_text
    initial = {"after": shown, "title": issue.shown_title}
    form = RedactForm(request.POST or None, initial=initial)
    if target:
        del form.fields["title"]

    def do(**fields: Any) -> None:
        publication.redact(answer=target, **fields)

    return _edit(
        request,
        issue,
        "dialogues.redact_issue",
        form,
        _("Make words unreadable"),
        do,
        files=attachment_queries.files_in_public(issue),
        history=issue.redactions.filter(answer=target).select_related("by"),
    )


@only_for(Role.STAFF)
def split(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = SplitForm(request.POST or None)
    title = _("Make a part an issue of its own")
    return _edit(request, issue, "dialogues.split_issue", form, title, filing.split, original=issue)


@only_for(Role.STAFF)
def add_agency(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = AddAgencyForm(request.POST or None)
    title = _("Add a co-ordinating agency")
    return _edit(request, issue, "dialogues.edit_issue", form, title, steps.add_agency)


@only_for(Role.STAFF)
def dismiss(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    form = ReasonForm(request.POST or None)
    title = _("It is no complaint or denunciation")
    return _edit(request, issue, "dialogues.edit_issue", form, title, editing.dismiss_suspicion)


@only_for(Role.STAFF, Role.OFFICER)
@require_POST
def note(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    require(request.user, "dialogues.add_note", issue)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, issue, VerdictForm(), form)
    answers.add_note(
        issue=issue,
        author=request.user,
        agency=request.user.agency,
        now=timezone.now(),
        **form.cleaned_data,
    )
    messages.success(request, _("The note was added."))
    return redirect(issue)


@only_for(Role.ENTERPRISE)
@require_POST
def judge(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    require(request.user, "dialogues.judge_issue", issue)
    by = By(request.user, Party.RAISER)
    return take_verdict(request, issue, by, lambda form: _page(request, issue, form))


def take_verdict(
    request: Request, issue: Issue, by: By, again: Callable[[VerdictForm], HttpResponse]
) -> HttpResponse:
    """Keep a verdict, or show the page ``again`` with what was typed and what is missing."""
    case = case_queries.case(issue, request.user, timezone.localdate())
    form = VerdictForm(request.POST)
    if case.last_answer is None:
        raise Http404
    if request.POST.get("answer", str(case.last_answer.pk)) != str(case.last_answer.pk):
        form.add_error(
            None,
            _("The agency has answered again since you opened this page. Please read it first."),
        )
    elif form.is_valid():
        try:
            answers.judge(answer=case.last_answer, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your verdict was noted."))
            back = issue.get_absolute_url() if by.actor else request.path
            return redirect(back)
    return again(form)
