"""Responses that deserve a second look: listed, opened, decided about."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http import refused_lists
from core.http.requests import UserRequest
from core.tabular import writing
from core.tabular.listings import Column, Listing
from surveys.answering.views.files import hand_out
from surveys.errors import BlindWaveOpen
from surveys.fieldwork import double_entry
from surveys.fieldwork.queries import sort_keys
from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.instrument.piping import speaker
from surveys.instrument.types import file
from surveys.models import (
    AnswerFile,
    FlagKind,
    Mode,
    Response,
    ResponseFlag,
    ReviewState,
    Wave,
)
from surveys.models.scans import end_of_scans
from surveys.review.actions import review
from surveys.review.forms import ReviewForm, ScanForm
from surveys.review.queries.flags import flags_in_words, list_undecided, next_undecided

RESPONSES_A_PAGE = 50


@only_for(Role.STAFF, Role.PLANNER)
def flagged(request: UserRequest, pk: int) -> HttpResponse:
    """Responses with a flag, the undecided first."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    document, language = wave.version.compiled, request.LANGUAGE_CODE
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
        columns = flag_columns(document, language)
        listing = Listing(f"flags-{wave.pk}", columns, rows, "wave.flags", wave)
        return listing.export(request, request.GET["format"])
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
            "corrects_register": not wave.is_blind and any(q.known for q in document.questions()),
            "set_aside": wave.responses.set_aside().count(),
            "submitted": wave.responses.submitted().count(),
            "orders": [
                job
                for job in jobs.list_unsettled(kind=review.KIND, now=timezone.now())
                if job.key == str(wave.pk)
            ],
        },
    )


def flag_columns(document: Document, language: str) -> list[Column]:
    """The flagged responses as a file, their flags in words."""

    def kinds(row: Any) -> str:
        return "; ".join(str(flag.get_kind_display()) for flag in row.flags.all())

    def matters(row: Any) -> str:
        flagged = flags_in_words(row, document, language)
        return "; ".join(matter.sentence for each in flagged for matter in each.matters)

    return [
        Column(_("Response"), lambda row: str(row.pk)),
        Column(_("Flags"), kinds),
        Column(_("About"), matters),
        Column(_("Stratum"), lambda row: row.stratum.label if row.stratum else ""),
        Column(_("Decision"), lambda row: str(row.get_review_display())),
        Column(_("Reason"), lambda row: row.review_reason),
        Column(_("Decided by"), lambda row: str(row.reviewed_by or "")),
        Column(_("Decided at"), lambda row: row.reviewed_at),
    ]


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
@require_POST
def review_several(request: UserRequest, pk: int) -> HttpResponse:
    """Keep or set aside the ticked responses of a wave."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.review_response", wave)
    form = ReviewForm(request.POST)
    keys = [int(key) for key in request.POST.getlist("response") if key.isdecimal()]
    if not form.is_valid() or not keys:
        told = form.errors.get("reason") or [_("Tick the responses and choose a decision.")]
        messages.error(request, str(told[0]))
        return refused_lists.refuse(request, "surveys:flagged", wave.pk)
    try:
        number = review.review_several(
            wave=wave, keys=keys, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return refused_lists.refuse(request, "surveys:flagged", wave.pk)
    messages.success(request, _word_decided(number))
    return refused_lists.go_back(request, "surveys:flagged", wave.pk)


def _word_decided(number: int) -> str:
    return ngettext(
        "The decision about one response is recorded.",
        "The decision about %(number)s responses is recorded.",
        number,
    ) % {"number": number}


def _to_next(request: UserRequest, row: Response) -> HttpResponse:
    """Go on to the next response nobody has decided about, or back to the list."""
    following = next_undecided(row.wave, row)
    if following is None:
        messages.success(request, _("Every flagged response has been decided about."))
        return redirect("surveys:flagged", row.wave_id)
    messages.success(request, _word_decided(1))
    return redirect(f"{reverse('surveys:response', args=[following.pk])}?next")


def _file(question: Question, row: Response) -> str:
    """The name of the file that is the answer, if one is."""
    given = row.answers[question.name]
    return file.standing(given) if types.of(question).takes_files and given != file.ON_PAPER else ""


@only_for(Role.STAFF)
def response_file(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """A photo or document that a response names; who looked is logged."""
    row = get_object_or_404(Response.objects.submitted().select_related("wave"), pk=pk)
    require(request.user, "surveys.review_response", row.wave)
    is_hidden = row.wave.is_blind and not row.wave.is_closed
    if is_hidden or name not in row.answers.values():
        raise Http404
    kept = get_object_or_404(AnswerFile, wave=row.wave, name=name)
    audit.record(actor=request.user, action="response.file", now=timezone.now(), target=row)
    return hand_out(kept)


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
            return _to_next(request, row)
    audit.record(actor=request.user, action="response.view", now=timezone.now(), target=row)
    document = row.version.compiled
    language = request.LANGUAGE_CODE
    say = speaker(document, row.answers, language)
    said = partial(double_entry.say_answer, document, answers=row.answers, language=language)
    answers = [
        (q.name, say(q.text), said(question=q), _file(q, row))
        for q in document.questions()
        if q.name in row.answers
    ]
    context = {
        "response": row,
        "wave": row.wave,
        "form": form,
        "answers": answers,
        "flags": flags_in_words(row, document, language),
        "following": next_undecided(row.wave, row),
        "is_next": "next" in request.GET,
        "left": list_undecided(row.wave).count(),
        "is_paper": row.mode == Mode.PAPER,
        "scan_form": ScanForm(),
        "scans": row.scans.select_related("added_by"),
        "end_of_scans": end_of_scans(row.wave),
    }
    return render(request, "surveys/quality/response.html", context)
