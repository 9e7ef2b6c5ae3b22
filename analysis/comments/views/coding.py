"""Coding text by text, each coder alone; agreement; what coders gave differently."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from analysis.comments.actions import coding as actions
from analysis.comments.forms import CodesForm, SettlementForm
from analysis.comments.queries import outcomes, progress
from analysis.comments.queries.differences import list_differences, read_difference
from analysis.comments.views.frames import find_frame
from analysis.models import Code, CodingFrame, OpenAnswer, Settlement
from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest


@only_for(Role.STAFF)
def coding(request: UserRequest, pk: int) -> HttpResponse:
    """The next text without a code of one's own, or one's own codes to be changed."""
    frame = find_frame(request, pk)
    require(request.user, "analysis.code_comments", frame)
    again = "again" in request.GET
    answer = _asked_text(request, frame, again=again)
    form = _codes_form(request, frame, answer)
    if request.method == "POST" and answer and form.is_valid() and _keep(request, answer, form):
        query = "?again=1" if again else ""
        return redirect(request.path + query)
    if answer:
        now = timezone.now()
        audit.record(actor=request.user, action="comments.read", now=now, target=frame, shown=1)
    left = progress.texts_left(frame, request.user).count()
    total = frame.texts.count()
    context = {
        "frame": frame,
        "tab": "coding",
        "answer": answer,
        "form": form,
        "codes": frame.codes.filter(retired_at__isnull=True),
        "given": _read_given(form),
        "done": total - left,
        "total": total,
        "outdated": progress.texts_outdated(frame, request.user).count(),
        "again": again,
        "last": _last_of(frame, request.user),
    }
    return render(request, "analysis/comments/coding.html", context)


def _asked_text(request: UserRequest, frame: CodingFrame, *, again: bool) -> OpenAnswer | None:
    """The text a form was made for, one to look at again, or the next."""
    asked = request.POST.get("answer") or request.GET.get("answer")
    if asked:
        key = int(asked) if asked.isdecimal() else 0
        return get_object_or_404(frame.texts, pk=key)
    return progress.next_text(frame, request.user, again=again)


def _codes_form(request: UserRequest, frame: CodingFrame, answer: OpenAnswer | None) -> CodesForm:
    own = answer.codings.filter(coder=request.user).first() if answer else None
    given = list(own.codes.values_list("pk", flat=True)) if own else []
    initial = {"codes": given, "none_fits": own is not None and not given}
    return CodesForm(frame, request.POST or None, initial=initial)


def _read_given(form: CodesForm) -> set[str]:
    return {str(key) for key in form["codes"].value() or ()}


def _keep(request: UserRequest, answer: OpenAnswer, form: CodesForm) -> bool:
    given = form.cleaned_data
    try:
        actions.code_answer(
            answer=answer,
            codes=list(given["codes"]),
            none_fits=given["none_fits"],
            coder=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _last_of(frame: CodingFrame, user: User) -> OpenAnswer | None:
    """The text this person coded last, to go back to."""
    mine = frame.texts.filter(codings__coder=user).order_by("-codings__coded_at")
    return mine.first()


@only_for(Role.STAFF)
@require_safe
def agreement(request: UserRequest, pk: int) -> HttpResponse:
    """How far each coder is, and how every two agree."""
    frame = find_frame(request, pk)
    context = {
        "frame": frame,
        "tab": "agreement",
        "coders": progress.list_progress(frame),
        "refusal": _refusal(frame, request),
    }
    if not context["refusal"]:
        context["pairs"] = outcomes.list_pairs(frame)
    return render(request, "analysis/comments/agreement.html", context)


def _refusal(frame: CodingFrame, request: UserRequest) -> str:
    try:
        actions.require_through(frame, request.user)
    except DomainError as refusal:
        return str(refusal)
    return ""


@only_for(Role.STAFF)
@require_safe
def differences(request: UserRequest, pk: int) -> HttpResponse:
    """The texts whose coders gave different codes, and what was settled."""
    frame = find_frame(request, pk)
    refusal = _refusal(frame, request)
    rows = [] if refusal else list_differences(frame)
    context = {
        "frame": frame,
        "tab": "differences",
        "refusal": refusal,
        "rows": rows,
        "open": sum(not row.is_settled for row in rows),
    }
    return render(request, "analysis/comments/differences.html", context)


@only_for(Role.STAFF)
def difference(request: UserRequest, pk: int) -> HttpResponse:
    """One text with what each coder gave; it is settled here."""
    answer = get_object_or_404(OpenAnswer.objects.select_related("frame__wave"), pk=pk)
    frame = find_frame(request, answer.frame_id)
    if _refusal(frame, request):
        return redirect("analysis:comment_differences", frame.pk)
    form = SettlementForm(frame, request.POST or None)
    if request.method == "POST":
        require(request.user, "analysis.code_comments", frame)
        if form.is_valid() and _settle(request, answer, form):
            return redirect("analysis:comment_differences", frame.pk)
    now = timezone.now()
    audit.record(actor=request.user, action="comments.read", now=now, target=frame, shown=1)
    context = {
        "frame": frame,
        "row": read_difference(answer, request.user),
        "codes": frame.codes.filter(retired_at__isnull=True),
        "given": _read_given(form),
        "form": form,
    }
    return render(request, "analysis/comments/difference.html", context)


def _settle(request: UserRequest, answer: OpenAnswer, form: SettlementForm) -> bool:
    given = form.cleaned_data
    chosen: list[Code] = list(given["codes"])
    try:
        settlement = actions.settle(
            answer=answer,
            codes=chosen,
            none_fits=given["none_fits"],
            note=given["note"],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    words = (
        _("Settled.") if settlement.holds else _("Proposed; it holds once another coder agrees.")
    )
    messages.success(request, words)
    return True


@only_for(Role.STAFF)
@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Agree with what another coder proposed."""
    found = get_object_or_404(Settlement.objects.select_related("answer__frame"), pk=pk)
    require(request.user, "analysis.code_comments", found.answer.frame)
    try:
        actions.confirm(settlement=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Settled by consent."))
    return redirect("analysis:comment_differences", found.answer.frame_id)
