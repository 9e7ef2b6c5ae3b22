"""Quotes: prepared from an answer, looked at as the public will, released, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from analysis.comments.actions import quotes as actions
from analysis.comments.actions.reading import list_reports_with
from analysis.comments.forms import QuoteForm, QuoteReleaseForm, WithdrawalForm
from analysis.comments.queries.telling import find_telling
from analysis.comments.redaction import find_warnings
from analysis.comments.views.frames import find_frame
from analysis.models import OpenAnswer, Quote
from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest


@only_for(Role.STAFF)
@require_safe
def quotes(request: UserRequest, pk: int) -> HttpResponse:
    """All quotes of a question by their state."""
    frame = find_frame(request, pk)
    rows = Quote.objects.filter(answer__frame=frame).select_related("made_by", "released_by")
    listed = list(rows)
    context = {
        "frame": frame,
        "tab": "quotes",
        "groups": [
            (_("Wait for a second person"), [one for one in listed if one.waits]),
            (pgettext("results", "Released"), [one for one in listed if one.stands]),
            (_("Withdrawn"), [one for one in listed if one.withdrawn_at]),
        ],
        "any": bool(listed),
    }
    return render(request, "analysis/comments/quotes.html", context)


@only_for(Role.STAFF)
def prepare(request: UserRequest, pk: int) -> HttpResponse:
    """Cut a quote from an answer; a look beforehand shows what the public would read."""
    rows = OpenAnswer.objects.select_related("frame__wave", "response__sampled__enterprise")
    answer = get_object_or_404(rows, pk=pk)
    frame = find_frame(request, answer.frame_id)
    require(request.user, "analysis.release_comments", frame)
    begun = {"text": actions.suggest_quote(answer)}
    form = QuoteForm(request.POST or None, initial=begun)
    typed = begun["text"]
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["text"]
        if "keep" in request.POST and _keep(request, answer, form):
            return redirect("analysis:comment_quotes", frame.pk)
    now = timezone.now()
    audit.record(actor=request.user, action="comments.read", now=now, target=frame, shown=1)
    context = {
        "frame": frame,
        "answer": answer,
        "form": form,
        "preview": typed,
        "telling": find_telling(answer, typed),
        "warnings": find_warnings(typed),
    }
    return render(request, "analysis/comments/prepare_quote.html", context)


def _keep(request: UserRequest, answer: OpenAnswer, form: QuoteForm) -> bool:
    try:
        actions.prepare_quote(
            answer=answer, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, _("The quote waits for a second person."))
    return True


@only_for(Role.STAFF)
def quote(request: UserRequest, pk: int) -> HttpResponse:
    """One quote as the public will read it; a second person releases it, anybody withdraws it."""
    rows = Quote.objects.select_related("answer__frame__wave", "made_by", "released_by")
    found = get_object_or_404(rows, pk=pk)
    frame = find_frame(request, found.answer.frame_id)
    withdraws = "withdraw" in request.POST
    release = QuoteReleaseForm(request.POST if request.POST and not withdraws else None)
    withdrawal = WithdrawalForm(request.POST if withdraws else None)
    form = withdrawal if withdraws else release
    if request.method == "POST":
        require(request.user, "analysis.release_comments", frame)
        if form.is_valid() and _act(request, found, form):
            return redirect("analysis:comment_quote", found.pk)
    context = {
        "frame": frame,
        "quote": found,
        "release": release,
        "withdrawal": withdrawal,
        "warnings": find_warnings(found.text),
        "is_mine": found.made_by_id == request.user.pk,
        "printed_in": list_reports_with(quote=found) if found.stands else [],
    }
    return render(request, "analysis/comments/quote.html", context)


def _act(request: UserRequest, found: Quote, form: QuoteReleaseForm | WithdrawalForm) -> bool:
    now = timezone.now()
    try:
        if isinstance(form, WithdrawalForm):
            reason = form.cleaned_data["reason"]
            actions.withdraw_quote(quote=found, reason=reason, by=request.user, now=now)
            messages.success(request, _("Withdrawn, and with it the public reports that print it."))
        else:
            actions.release_quote(quote=found, by=request.user, now=now)
            messages.success(request, _("Released: the next analysis of the wave prints it."))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
