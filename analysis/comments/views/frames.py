"""Open questions of closed waves, their texts, and the codes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from analysis.comments.actions import frames, gathering
from analysis.comments.forms import CodeForm
from analysis.comments.queries import progress
from analysis.comments.queries.listing import list_waves
from analysis.models import Code, Coding, CodingFrame
from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import Job
from surveys.models import Wave

TEXTS_A_PAGE = 50


def find_frame(request: UserRequest, pk: int) -> CodingFrame:
    """The frame of an address, for whoever may read comments."""
    frame = get_object_or_404(CodingFrame.objects.select_related("wave__version"), pk=pk)
    require(request.user, "analysis.read_comments", frame)
    return frame


@only_for(Role.STAFF)
@require_safe
def waves(request: UserRequest) -> HttpResponse:
    """The open questions of every closed wave, and how far each is."""
    require(request.user, "analysis.read_comments")
    return render(request, "analysis/comments/waves.html", {"waves": list_waves()})


@only_for(Role.STAFF)
@require_POST
def begin(request: UserRequest, wave: int, question: str) -> HttpResponse:
    """Begin with a question, and order its answers."""
    require(request.user, "analysis.code_comments")
    found = get_object_or_404(Wave.objects.select_related("version"), pk=wave)
    now = timezone.now()
    try:
        frame = gathering.begin_frame(wave=found, question=question, by=request.user, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("analysis:comment_waves")
    gathering.order_gathering(frame=frame, by=request.user, now=now)
    return redirect("analysis:comments", frame.pk)


@only_for(Role.STAFF)
@require_POST
def gather(request: UserRequest, pk: int) -> HttpResponse:
    """Fetch again, after a reviewer kept or set aside a response."""
    frame = find_frame(request, pk)
    require(request.user, "analysis.code_comments", frame)
    gathering.order_gathering(frame=frame, by=request.user, now=timezone.now())
    return redirect("analysis:comments", frame.pk)


@only_for(Role.STAFF)
@require_safe
def texts(request: UserRequest, pk: int) -> HttpResponse:
    """What was written, found by its words; nothing says who wrote it, and looking is noted."""
    frame = find_frame(request, pk)
    query = request.GET.get("q", "").strip()[:200]
    found = progress.search(frame.texts.all(), query)
    page = Paginator(found, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    audit.record(actor=request.user, action="comments.read", now=now, target=frame, shown=len(page))
    context = {
        "frame": frame,
        "tab": "texts",
        "query": query,
        "page": page,
        "count": page.paginator.count,
        "total": frame.texts.count(),
        "orders": _orders(frame, gathering.GATHERING),
        "may_code": request.user.has_perm("analysis.code_comments"),
    }
    return render(request, "analysis/comments/texts.html", context)


def _orders(frame: CodingFrame, kind: str) -> list[Job]:
    waiting = jobs.list_unsettled(kind=kind, now=timezone.now())
    return [job for job in waiting if job.key == str(frame.pk)]


@only_for(Role.STAFF)
def codes(request: UserRequest, pk: int) -> HttpResponse:
    """The codes in their order, their versions, and a form for the next code."""
    frame = find_frame(request, pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "analysis.code_comments", frame)
        if form.is_valid() and _try_to_add(request, frame, form):
            return redirect("analysis:comment_codes", frame.pk)
    context = {
        "frame": frame,
        "tab": "codes",
        "codes": frame.codes.all(),
        "versions": frame.versions.select_related("made_by"),
        "others": CodingFrame.objects.exclude(pk=frame.pk).filter(version__gt=0),
        "is_coded": Coding.objects.filter(answer__frame=frame).exists(),
        "form": form,
    }
    return render(request, "analysis/comments/codes.html", context)


def _try_to_add(request: UserRequest, frame: CodingFrame, form: CodeForm) -> bool:
    try:
        frames.add_code(frame=frame, by=request.user, now=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The code was added."))
    return True


@only_for(Role.STAFF)
def code(request: UserRequest, pk: int) -> HttpResponse:
    """One code, worded anew or retired."""
    found = get_object_or_404(Code.objects.select_related("frame__wave"), pk=pk)
    frame = find_frame(request, found.frame_id)
    worded = ("name_vi", "name_en", "definition", "example")
    form = CodeForm(request.POST or None, initial={name: getattr(found, name) for name in worded})
    if request.method == "POST":
        require(request.user, "analysis.code_comments", frame)
        if form.is_valid() and _try_to_change(request, found, form):
            return redirect("analysis:comment_codes", frame.pk)
    return render(
        request, "analysis/comments/code.html", {"frame": frame, "code": found, "form": form}
    )


def _try_to_change(request: UserRequest, code: Code, form: CodeForm) -> bool:
    given, now = form.cleaned_data, timezone.now()
    try:
        if "retire" in request.POST:
            frames.retire_code(code=code, reason=given["reason"], by=request.user, now=now)
        else:
            frames.change_code(code=code, by=request.user, now=now, **given)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The codes were changed."))
    return True


@only_for(Role.STAFF)
@require_POST
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Let a code change places with the one before or after it."""
    found = get_object_or_404(Code.objects.select_related("frame"), pk=pk)
    require(request.user, "analysis.code_comments", found.frame)
    frames.move_code(code=found, up="up" in request.POST, by=request.user, now=timezone.now())
    return redirect("analysis:comment_codes", found.frame_id)


@only_for(Role.STAFF)
@require_POST
def copy(request: UserRequest, pk: int) -> HttpResponse:
    """Take over the codes of another question or wave."""
    frame = find_frame(request, pk)
    require(request.user, "analysis.code_comments", frame)
    source = get_object_or_404(CodingFrame, pk=request.POST.get("source") or 0)
    count = frames.copy_codes(frame=frame, source=source, by=request.user, now=timezone.now())
    words = ngettext("One code was taken over.", "%(count)d codes were taken over.", count)
    messages.success(request, words % {"count": count})
    return redirect("analysis:comment_codes", frame.pk)
