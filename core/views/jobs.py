"""Work in the background: one order for whoever may see it, all of them for administrators."""

from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core import jobs, tasks
from core.access import Role, only_for, public
from core.clock import timezone
from core.errors import DomainError
from core.forms import JobFilter
from core.http.requests import Request, UserRequest
from core.models import Job, JobQuerySet, JobState
from core.tabular.sorting import Key, Orders, by_choice
from core.templatetags.jobs import address

PAGE_LENGTH = 50
ORDERS = Orders(
    Key("kind", _lazy("Work"), "kind"),
    Key("state", _lazy("State"), by_choice("state", JobState)),
    Key("ordered", _lazy("Ordered"), "ordered_at"),
    Key("ended", _lazy("Ended"), "ended_at"),
    Key("attempts", pgettext_lazy("background work", "Attempts"), "attempts"),
    start="-ordered",
)
KINDS_OF_COUNT = {JobState.FAILED: "bad", JobState.REFUSED: "signal"}


@only_for(Role.ADMINISTRATOR)
@require_safe
def job_list(request: UserRequest) -> HttpResponse:
    """All orders; the list asks again while one on this page is open."""
    now = timezone.now()
    filters = JobFilter(request.GET)
    sorting = ORDERS.asked(request.GET)
    rows = sorting.rows(_filter_jobs(jobs.read(now=now), filters))
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "sorting": sorting,
        "page": page,
        "is_open": any(not job.is_final for job in page.object_list),
        "counts": _count_states(),
        "no_worker": tasks.is_silent(now),
    }
    template = "core/jobs.html#list" if request.htmx else "core/jobs.html"
    return render(request, template, context)


def _filter_jobs(found: JobQuerySet, filters: JobFilter) -> JobQuerySet:
    values = filters.cleaned_data if filters.is_valid() else {}
    if values.get("q"):
        found = found.filter(
            Q(subject_vi__icontains=values["q"])
            | Q(subject_en__icontains=values["q"])
            | Q(ordered_by__full_name__icontains=values["q"])
            | Q(ordered_by__email__icontains=values["q"])
        )
    for name in ("kind", "state"):
        if values.get(name):
            found = found.filter(**{name: values[name]})
    return found


def _count_states() -> list[tuple[str, str, int, str]]:
    counts = dict(Job.objects.values_list("state").annotate(Count("pk")).order_by("state"))
    return [
        (state.value, str(state.label), counts.get(state, 0), _emphasis(state, counts))
        for state in JobState
    ]


def _emphasis(state: JobState, counts: dict[Any, int]) -> str:
    return KINDS_OF_COUNT.get(state, "") if counts.get(state) else ""


@public
@require_safe
def job(request: Request, pk: int) -> HttpResponse:
    """One order: the part of a page that asks how it stands, or a page of its own."""
    found = jobs.find_visible(pk, request.user, now=timezone.now())
    context = {
        "job": found,
        "next": _next_page(request, found),
        "place": address(found.place),
        "is_signed_in": request.user.is_authenticated,
        "is_administrator": getattr(request.user, "role", "") == Role.ADMINISTRATOR,
    }
    template = "core/job.html#state" if request.htmx else "core/job.html"
    return render(request, template, context)


@public
@require_POST
def try_again(request: Request, pk: int) -> HttpResponse:
    """Put failed work before the worker once more; who may order it may do so."""
    found = jobs.find_visible(pk, request.user, now=timezone.now())
    if not jobs.may_order(request.user, found):
        raise PermissionDenied
    try:
        jobs.try_again(job=found, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, _("The work has been ordered once more."))
    return redirect(_next_page(request, found))


def _next_page(request: Request, found: Job) -> str:
    """The page to return to, if it is one of ours; else that of the job."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return reverse("job", args=[found.pk])
