"""The portal judged by the checklist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.models import (
    ChecklistItem,
    Wave,
    WebReview,
    WebScore,
)
from surveys.review.actions import portal_checklist
from surveys.review.forms import WebReviewForm, WebScoreForm
from surveys.review.queries.portal_checklist import compare_reviews


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
