"""Desk pages: what an officer must do, the Association’s board, an enterprise’s own issues."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.access import Role, only_for, public, require
from core.clock import timezone
from core.http.requests import Request, UserRequest
from core.models import Job
from core.tabular.listings import Column, Listing
from core.views.waiting import wait_for_counts
from dialogues.charts.agencies import draw_scorecard
from dialogues.form_fields import agencies_today, tell_faults
from dialogues.issues.actions import saved_filters
from dialogues.issues.actions.counting import order_scores
from dialogues.issues.forms.filters import BoardFilter, PeriodFilter, SaveFilterForm
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.views.intake import find_undoable
from dialogues.models import Clock, Issue, SavedFilter, Scope, Visibility
from dialogues.privacy import disclosure
from dialogues.statistics import scorecard as scores
from dialogues.statistics.kept_counts import look_at_scores, read_scores
from directory.places.words import PLACE


def _district_for(user: User) -> Callable[[Issue], str]:
    """Where a raiser is, is told only to those who may know the raiser."""
    knows = user.has_perm("dialogues.plan_sessions")

    def district(row: Issue) -> str:
        is_told = knows or row.visibility != Visibility.ASSOCIATION
        return str(row.district or "") if is_told else ""

    return district


def _day_for(user: User) -> Callable[[Issue], date | None]:
    """The day of receipt, except where it tells who may not know that few can have raised it."""
    knows = user.has_perm("dialogues.plan_sessions")
    crowded = cache(disclosure.sessions_with_a_crowd)

    def received_on(row: Issue) -> date | None:
        is_told = knows or disclosure.day_is_shown(row, crowded)
        return timezone.localdate(row.received_at) if is_told else None

    return received_on


def issue_columns(user: Any) -> list[Column]:
    """The columns of a list of issues; who raised one is told only to those who may know."""
    columns = [
        Column(_("Number"), lambda row: row.number, "link", lambda row: row.get_absolute_url()),
        Column(_("Due on"), lambda row: row.due_on if row.is_open else None, "due"),
        Column(_("Title of the issue"), lambda row: row.title, "wide"),
        Column(
            _("State"), lambda row: row.get_state_display(), "state", code=lambda row: row.state
        ),
        Column(_("Lead agency"), lambda row: str(row.lead or ""), "brief"),
        Column(_("Criterion"), lambda row: str(row.criterion or ""), "brief"),
        Column(PLACE, _district_for(user)),
        Column(_("Received on"), _day_for(user), "day"),
    ]
    if user.has_perm("dialogues.plan_sessions"):
        columns.insert(3, Column(_("Enterprise"), lambda row: str(row.enterprise or ""), "brief"))
    return columns


def _order_for(user: User, *, overdue: bool) -> list[str]:
    """The newest first; by arrival only for those who may know for which session each came."""
    if overdue:
        return ["due_on", "number"]
    if user.has_perm("dialogues.plan_sessions"):
        return ["-pk"]
    return ["-due_on", "number"]


@public
def issue_list(request: Request) -> HttpResponse:
    """Each role’s own first list of issues; visitors read the questions and answers."""
    if not request.user.is_authenticated:
        return redirect("dialogues:questions")
    user = request.user
    if user.role == Role.OFFICER:
        return redirect("dialogues:my_work")
    if user.role == Role.ENTERPRISE:
        rows = issue_queries.own(user.enterprise_id) if user.enterprise_id else Issue.objects.none()
        return render(request, "dialogues/own.html", {"issues": rows[:60]})
    return board(cast(UserRequest, request))


@only_for(Role.STAFF, Role.PLANNER)
def board(request: UserRequest) -> HttpResponse:
    """Every issue, filtered by the address; the numbers on top link to the lists they count."""
    today = timezone.localdate()
    form = BoardFilter(request.GET)
    chosen = form.chosen()
    visible = Issue.objects.visible_to(request.user)
    rows = issue_queries.filter_issues(
        visible,
        chosen,
        scope=Scope.DESK,
        today=today,
        names_raisers=request.user.has_perm("dialogues.plan_sessions"),
    )
    order = _order_for(request.user, overdue=bool(chosen.get("overdue")))
    rows = issue_queries.list_issues(rows).order_by(*order)
    listing = Listing("kien-nghi", issue_columns(request.user), rows, "dialogues.export.kien-nghi")
    if request.GET.get("export"):
        return listing.export(request, request.GET["export"])
    return render(
        request,
        "dialogues/board.html",
        {
            "form": form,
            "listing": listing.turn_to(request.GET.get("page")),
            "agencies": agencies_today(),
            "undo": find_undoable(request, timezone.now()),
            "saved": SavedFilter.objects.filter(user=request.user),
            "query": request.GET.urlencode() if any(chosen.values()) else "",
            "counts": issue_queries.board(today)
            if request.user.has_perm("dialogues.plan_sessions")
            else [],
        },
    )


def _session_of(clock: Clock) -> str:
    """The session of an issue; a hidden raiser may have been one of few in the hall."""
    issue = clock.issue
    is_hidden = issue.visibility == Visibility.ASSOCIATION
    return "" if is_hidden else str(issue.session or "")


def clock_columns() -> list[Column]:
    return [
        Column(
            _("Number"),
            lambda row: row.issue.number,
            "link",
            lambda row: row.issue.get_absolute_url(),
        ),
        Column(_("Title of the issue"), lambda row: row.issue.title, "wide"),
        Column(_("Role"), lambda row: row.get_role_display()),
        Column(
            _("State"),
            lambda row: row.issue.get_state_display(),
            "state",
            code=lambda row: row.issue.state,
        ),
        Column(_("Due on"), lambda row: row.due_now, "due"),
        Column(_("Criterion"), lambda row: str(row.issue.criterion or "")),
        Column(_("Session"), _session_of),
    ]


@only_for(Role.OFFICER)
def my_work(request: UserRequest) -> HttpResponse:
    """What ticks for the officer’s agency, the nearest day first."""
    today = timezone.localdate()
    clocks = issue_queries.mine(request.user)
    listing = Listing("viec-cua-toi", clock_columns(), clocks, "dialogues.export.viec-cua-toi")
    if request.GET.get("export"):
        return listing.export(request, request.GET["export"])
    begun = list(issue_queries.drafts(request.user))
    late, started = clocks.due_before(today), [answer.issue_id for answer in begun]
    late_count, next_week = late.count(), today + timedelta(days=8)
    overdue = {clock.issue_id: clock for clock in late.filter(issue__in=started).reverse()}
    return render(
        request,
        "dialogues/my_work.html",
        {
            "listing": listing.turn_to(request.GET.get("page")),
            "late": late.exclude(issue__in=started)[:10],
            "late_count": late_count,
            "this_week": clocks.due_before(next_week).count() - late_count,
            "drafts": [(answer, overdue.get(answer.issue_id)) for answer in begun],
            "for_head": issue_queries.waiting_for_head(request.user)
            if request.user.is_head
            else [],
            "today": today,
        },
    )


def score_columns() -> list[Column]:
    return [
        Column(_("Agency"), lambda row: str(row.agency)),
        Column(_("Received"), lambda row: row.received, "num"),
        Column(_("Issues open today"), lambda row: row.open, "num"),
        Column(_("Issues overdue today"), lambda row: row.overdue, "num"),
        Column(_("Contributions overdue"), lambda row: row.contributions_overdue, "num"),
        Column(_("Median working days"), lambda row: row.median_days, "num"),
        Column(_("Answered in time"), lambda row: row.share_in_time, "share"),
        Column(_("Solved"), lambda row: row.share_solved, "share"),
        Column(_("Committed"), lambda row: row.share_committed, "share"),
        Column(_("Explanation only"), lambda row: row.share_explained, "share"),
        Column(_("“Answers my question”"), lambda row: row.share_answered_well, "share"),
        Column(_("“Solved”"), lambda row: row.share_solved_well, "share"),
        Column(_("Verdicts (n)"), lambda row: row.judged, "num"),
    ]


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def scorecard(request: UserRequest) -> HttpResponse:
    """How each agency does; officers see their own row."""
    require(request.user, "dialogues.see_scorecard")
    today = timezone.localdate()
    form = PeriodFilter(request.GET, today=today)
    period = form.chosen()
    own = request.user.agency if request.user.role == Role.OFFICER else None
    span: Any = {"first": period.get("first"), "last": period.get("last"), "only": own}
    if request.GET.get("export"):
        rows, _outcomes = read_scores(today=today, **span)
        return _score_listing(rows).export(request, request.GET["export"])
    kept, order = look_at_scores(today=today, **span), None
    if kept is None or not kept.is_current:
        order = order_scores(by=request.user, now=timezone.now(), **span)
    if kept is None:
        return wait_for_counts(request, reverse("dialogues:issues"), _("Issues"), cast(Job, order))
    rows, outcomes = kept.counted
    return render(
        request,
        "dialogues/scorecard.html",
        {
            "form": form,
            "listing": _score_listing(rows).turn_to(None),
            "total": scores.total(rows),
            "charts": draw_scorecard(outcomes, rows, today=today),
            "order": order,
            "counted_at": kept.at,
        },
    )


def _score_listing(rows: list[scores.Score]) -> Listing:
    name = "bang-diem-co-quan"
    return Listing(name, score_columns(), rows, f"dialogues.export.{name}", per_page=200)


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def save_filter(request: UserRequest) -> HttpResponse:
    """Keep the filters of the list under a name, for oneself."""
    require(request.user, "dialogues.save_filters")
    form = SaveFilterForm(request.POST)
    if form.is_valid():
        kept = saved_filters.save_filter(user=request.user, **form.cleaned_data)
        messages.success(request, _("The filter was saved."))
        return redirect(f"{reverse('dialogues:issues')}?{kept.query}")
    tell_faults(request, form)
    return redirect("dialogues:issues")


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def forget_filter(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "dialogues.save_filters")
    saved_filters.forget_filter(user=request.user, pk=pk)
    return redirect("dialogues:issues")
