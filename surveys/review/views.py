"""Reviewing responses, and the portal."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import audit, jobs
from core.access import Role, only_for, require
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular import writing
from surveys.errors import BlindWaveOpen
from surveys.fieldwork import double_entry
from surveys.fieldwork.queries import sort_keys
from surveys.instrument import loading
from surveys.instrument.model import Document
from surveys.instrument.piping import speaker
from surveys.models import (
    ChecklistItem,
    FlagKind,
    Response,
    ResponseFlag,
    ReviewState,
    Wave,
    WebReview,
    WebScore,
)
from surveys.review.actions import portal_checklist, review
from surveys.review.forms import ReviewForm, WebReviewForm, WebScoreForm
from surveys.review.queries.flags import flags_in_words
from surveys.review.queries.portal_checklist import compare_reviews

RESPONSES_A_PAGE = 50


@only_for(Role.STAFF, Role.PLANNER)
def flagged(request: UserRequest, pk: int) -> HttpResponse:
    """Responses with a flag, the undecided first."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    document, language = loading.load(wave.version.document), request.LANGUAGE_CODE
    found = (
        wave.responses.submitted()
        .annotate(count=Count("flags"))
        .filter(count__gt=0)
        .prefetch_related(Prefetch("flags", ResponseFlag.objects.order_by("pk")))
        .select_related("stratum", "reviewed_by")
        .order_by("-review", "-count", "pk")
    )
    kind = request.GET.get("kind", "")
    if kind in FlagKind.values:
        found = found.filter(flags__kind=kind)
    state = request.GET.get("state", "")
    if state in ReviewState.values:
        found = found.filter(review=state)
    sorting = sort_keys.FLAGGED.asked(request.GET)
    rows = sorting.rows(found)
    if request.GET.get("format") in writing.KINDS:
        require(request.user, "surveys.review_response", wave)
        audit.record(actor=request.user, action="wave.flags", now=timezone.now(), target=wave)
        return writing.download(
            f"flags-{wave.pk}",
            FLAG_HEADINGS,
            flag_rows(rows, document, language),
            kind=request.GET["format"],
        )
    page = Paginator(rows, RESPONSES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "surveys/quality/flagged.html",
        {
            "wave": wave,
            "page": page,
            "rows": [(row, flags_in_words(row, document, language)) for row in page],
            "sorting": sorting,
            "kinds": FlagKind.choices,
            "chosen": kind,
            "states": ReviewState.choices,
            "state": state,
            "set_aside": wave.responses.set_aside().count(),
            "submitted": wave.responses.submitted().count(),
            "orders": [
                job
                for job in jobs.unsettled(kind=review.KIND, now=timezone.now())
                if job.key == str(wave.pk)
            ],
        },
    )


FLAG_HEADINGS = (
    "response", "flags", "about", "stratum", "decision", "reason", "reviewed_by", "reviewed_at",
)  # fmt: skip


def flag_rows(rows: Iterable[Any], document: Document, language: str) -> Iterator[list[Any]]:
    for row in rows:
        flagged = flags_in_words(row, document, language)
        flags = "; ".join(str(each.flag.get_kind_display()) for each in flagged)
        about = "; ".join(matter.sentence for each in flagged for matter in each.matters)
        yield [
            str(row.pk), flags, about, row.stratum.label if row.stratum else "",
            str(row.get_review_display()), row.review_reason, str(row.reviewed_by or ""),
            row.reviewed_at,
        ]  # fmt: skip


@only_for(Role.STAFF)
@require_POST
def raise_flags(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.review_response", wave)
    try:
        order = review.order_flags(wave=wave, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        if order.is_done:
            messages.success(request, _("All responses have been looked through again."))
    return redirect("surveys:flagged", wave.pk)


@only_for(Role.STAFF)
def response(request: UserRequest, pk: int) -> HttpResponse:
    """One response with its flags and answers; who looked is logged. Never the enterprise."""
    row = get_object_or_404(
        Response.objects.submitted().select_related("wave__version", "stratum", "version"), pk=pk
    )
    require(request.user, "surveys.review_response", row.wave)
    if row.wave.is_blind and not row.wave.is_closed:
        messages.error(request, str(BlindWaveOpen(row.wave)))
        return redirect("surveys:flagged", row.wave_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review.review_response(
                response=row, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:flagged", row.wave_id)
    audit.record(actor=request.user, action="response.view", now=timezone.now(), target=row)
    document = loading.load(row.version.document)
    language = request.LANGUAGE_CODE
    say = speaker(document, row.answers, language)
    answers = [
        (q.name, say(q.text), double_entry.say_answer(document, q, row.answers, language))
        for q in document.questions()
        if q.name in row.answers
    ]
    context = {
        "response": row,
        "wave": row.wave,
        "form": form,
        "answers": answers,
        "flags": flags_in_words(row, document, language),
    }
    return render(request, "surveys/quality/response.html", context)


@only_for(Role.STAFF, Role.PLANNER)
def portal(request: UserRequest, pk: int) -> HttpResponse:
    """The web score: both reviews, their differences, what was decided."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.view_wave", wave)
    rows = compare_reviews(wave)
    form = WebScoreForm(request.POST or None, rows=rows) if rows else None
    if form and request.method == "POST" and form.is_valid():
        require(request.user, "surveys.judge_portal", wave)
        try:
            portal_checklist.settle_web_score(
                wave=wave,
                points=form.points(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:portal", wave.pk)
    reviews = WebReview.objects.filter(wave=wave).select_related("reviewer")
    return render(
        request,
        "surveys/quality/portal.html",
        {
            "wave": wave,
            "rows": rows,
            "form": form,
            "reviews": reviews,
            "score": WebScore.objects.filter(wave=wave).select_related("decided_by").first(),
            "most": sum(item.points for item in ChecklistItem.objects.used_in(wave.year)),
            "totals": (sum(r.first for r in rows), sum(r.second for r in rows)),
        },
    )


@only_for(Role.STAFF)
def portal_review(request: UserRequest, pk: int) -> HttpResponse:
    """One person's own checklist; the other's is not shown."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.judge_portal", wave)
    mine = WebReview.objects.filter(wave=wave, reviewer=request.user).first()
    form = WebReviewForm(
        request.POST or None,
        items=ChecklistItem.objects.used_in(wave.year),
        points=mine.points if mine else {},
        notes=mine.notes if mine else {},
        initial={"address": mine.address if mine else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            portal_checklist.save_web_review(
                wave=wave,
                reviewer=request.user,
                address=form.cleaned_data["address"],
                points=form.points(),
                notes=form.notes(),
                now=timezone.now(),
                finish="finish" in request.POST,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your review is kept."))
            return redirect("surveys:portal", wave.pk)
    return render(
        request,
        "surveys/quality/portal_review.html",
        {"wave": wave, "form": form, "review": mine},
    )
