"""The raiser's own page of an issue behind the link of a letter, and a new link for an old one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from core.http.visitor import visitor_of
from dialogues.form_fields import ReasonForm, tell_faults
from dialogues.issues.actions import editing, following
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.answers import VerdictForm
from dialogues.issues.forms.files import NewLinkForm
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.views.cases import find_issue, take_verdict
from dialogues.models import FollowLink, Issue
from dialogues.workflow.transitions import Party

RAISER = By(None, Party.RAISER)


def _over(request: Request, link: FollowLink | None) -> HttpResponse:
    """Say that a link opens nothing, the same for one that ended and one that never was."""
    context = {"form": NewLinkForm()}
    return render(request, "dialogues/link_over.html", context, status=410 if link else 404)


@public
def follow(request: Request, token: str) -> HttpResponse:
    """Read, judge, reopen, withdraw, or end every link."""
    link = FollowLink.objects.of_token(token)
    now = timezone.now()
    if link is None or not link.is_alive(now):
        return _over(request, link)
    issue = get_object_or_404(
        Issue.objects.select_related(*issue_queries.LISTED, "merged_into"), pk=link.issue_id
    )
    if request.method == "POST":
        return _take(request, issue, link, token)
    if request.GET.get("ask") in {"withdraw", "unname", "end_links"}:
        return _ask(request, request.GET["ask"])
    return _page(request, issue, link, token, VerdictForm())


def _page(
    request: Request, issue: Issue, link: FollowLink, token: str, verdict_form: VerdictForm
) -> HttpResponse:
    case = case_queries.case_of_raiser(issue, timezone.localdate())
    ahead = case_queries.last_of(issue)
    may_contest = any(each.act == "contest" for each in case.acts)
    return render(
        request,
        "dialogues/follow.html",
        {
            "case": case,
            "issue": issue,
            "ahead": case_queries.case_ahead(ahead, timezone.localdate()) if ahead else None,
            "verdict_form": verdict_form,
            "token": token,
            "link": link,
            "may_contest": may_contest,
            "declined": case_queries.why_declined(issue) if may_contest else "",
            "contest_reason": request.POST.get("reason", ""),
        },
    )


def _say_unnamed(request: Request, issue: Issue) -> None:
    if issue.published_at:
        messages.success(request, _("From now on nobody reads in public who raised the issue."))
    else:
        messages.success(
            request,
            _(
                "The name is taken away. If the issue was public, it comes back once the"
                " Association has made unreadable where its words still name the enterprise."
            ),
        )


def _ask(request: Request, step: str, *, back: str = "") -> HttpResponse:
    """Ask once before something that cannot be undone."""
    words = {
        "withdraw": (
            _("Withdraw the issue"),
            _("The agencies stop working on the issue. It cannot be taken up again."),
        ),
        "unname": (
            _("Take our name away"),
            _(
                "Nobody reads in public any more who raised the issue. The agencies that handle it"
                " know it already."
            ),
        ),
        "end_links": (
            _("End all links"),
            _(
                "Every link to this issue stops working, this one too. You can have a new one sent"
                " to the address we have on record."
            ),
        ),
    }
    title, text = words[step]
    context = {"title": title, "text": text, "action": title, "back": back or request.path}
    return render(request, "dialogues/confirm.html", context | {"danger": True, "field": step})


def _take(request: Request, issue: Issue, link: FollowLink, token: str) -> HttpResponse:
    if "end_links" in request.POST:
        following.end_links(issue=issue, by=RAISER, now=timezone.now())
        messages.success(request, _("The links to this issue have ended."))
        return redirect("dialogues:new_link")
    if {"withdraw", "unname"} & request.POST.keys():
        try:
            _withdraw_or_unname(request, issue)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("dialogues:follow", token)
    if "contest" in request.POST:
        return _contest(request, issue, link, token)
    return take_verdict(
        request, issue, RAISER, lambda form: _page(request, issue, link, token, form)
    )


def _contest(request: Request, issue: Issue, link: FollowLink, token: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        tell_faults(request, form)
        return _page(request, issue, link, token, VerdictForm())
    try:
        steps.contest(issue=issue, by=RAISER, now=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _page(request, issue, link, token, VerdictForm())
    messages.success(request, _("The Association will look at it once more."))
    return redirect("dialogues:follow", token)


def _withdraw_or_unname(request: Request, issue: Issue) -> None:
    if "withdraw" in request.POST:
        steps.withdraw(issue=issue, by=RAISER, now=timezone.now())
        messages.success(request, _("The issue is withdrawn."))
    else:
        editing.take_name_away(issue=issue, by=RAISER, now=timezone.now())
        _say_unnamed(request, issue)


@only_for(Role.ENTERPRISE, Role.STAFF)
def take_name_away(request: UserRequest, number: str) -> HttpResponse:
    """Ask once, then hide in public who raised an issue."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.take_name_away", issue)
    if request.method != "POST":
        return _ask(request, "unname", back=issue.get_absolute_url())
    party = Party.RAISER if request.user.role == Role.ENTERPRISE else Party.STAFF
    try:
        editing.take_name_away(issue=issue, by=By(request.user, party), now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _say_unnamed(request, issue)
    return redirect(issue)


@public
def new_link(request: Request) -> HttpResponse:
    """Send a new link to the address on record. Nobody learns here whether it is the right one."""
    form = NewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        if following.may_ask(visitor=visitor):
            following.ask_for_link(now=timezone.now(), **form.cleaned_data)
        messages.success(
            request,
            _(
                "If number and address belong together, a letter with a new link is on its way."
                " It may take some minutes; please look into the junk folder, too."
            ),
        )
        return redirect("dialogues:new_link")
    return render(request, "dialogues/new_link.html", {"form": form})


@only_for(Role.ENTERPRISE, Role.STAFF)
@require_POST
def end_links(request: UserRequest, number: str) -> HttpResponse:
    """End every link of a letter to this issue; the account still opens it."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.end_links", issue)
    party = Party.RAISER if request.user.role == Role.ENTERPRISE else Party.STAFF
    count = following.end_links(issue=issue, by=By(request.user, party), now=timezone.now())
    messages.success(
        request,
        ngettext("One link was ended.", "%(count)s links were ended.", count) % {"count": count},
    )
    return redirect(issue)
