"""Guests with a personal link, and people in the hall, send questions and support others'."""

import io

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.http import rate_limit
from core.http.drafts import wants_json
from core.http.requests import Request, UserRequest
from core.http.visitor import visitor_of
from dialogues.issues.actions import filing, typed_drafts
from dialogues.issues.actions.steps import By
from dialogues.issues.views.typed_drafts import describe_typed, forget_typed, store_typed
from dialogues.models import Issue, Origin, Participant, Session, SessionStatus
from dialogues.notifications import links
from dialogues.privacy import disclosure
from dialogues.search import classification
from dialogues.sessions.guest_forms import GuestQuestionForm, HallQuestionForm
from dialogues.sessions.views.registration import find_participant
from dialogues.sessions.views.sessions import find_session
from dialogues.workflow.transitions import Party

RAISER = By(None, Party.RAISER)
MOST, WINDOW = 10, 60 * 60  # questions of one guest, or from one network in the hall, an hour
OPEN = {SessionStatus.PLANNED, SessionStatus.OPEN, SessionStatus.RUNNING}


def questions_for(person: Participant) -> list[Issue]:
    """The published questions of the session, those with most support first, and one's own mark."""
    told = disclosure.told_to_guests(person.session)
    shown = person.session.issues.published().filter(told).order_by("-supports", "number")[:100]
    mine = person.supported.all()
    if person.enterprise:
        mine = person.enterprise.supported.all()
    supported = set(mine.values_list("issue", flat=True))
    listed = list(shown)
    for issue in listed:
        issue.is_supported = issue.pk in supported  # type: ignore[attr-defined]
    return listed


@public
def guest_questions(request: Request, key: str) -> HttpResponse:
    """Send a question from the personal link, read those of others, support them."""
    person = find_participant(key)
    if person.agency_id or person.session.status not in OPEN:
        return redirect("dialogues:participant", key)
    kept = typed_drafts.typed_by(person)
    form = GuestQuestionForm(request.POST or None, initial=kept.values if kept else None)
    if wants_json(request):
        return store_typed(request, person, form.fields)
    if "anew" in request.POST:
        forget_typed(request, person)
        return redirect("dialogues:guest_questions", key)
    if request.method == "POST" and form.is_valid():
        if rate_limit.claim_try("guest-question", key, most=MOST, seconds=WINDOW):
            issue = _file(person.session, form.cleaned_data, person)
            forget_typed(request, person)
            said = _("Your question was received under the number %(number)s.")
            messages.success(request, said % {"number": issue.number})
            return redirect("dialogues:guest_questions", key)
        form.add_error(None, _("Many questions have come. Please try again in an hour."))
    context = {
        "participant": person,
        "session": person.session,
        "form": form,
        "questions": questions_for(person),
        "own": person.issues.order_by("-pk"),
    }
    context |= describe_typed(request, kept)
    return render(request, "dialogues/guest_questions.html", context)


def _file(session: Session, data: dict[str, str], person: Participant | None = None) -> Issue:
    """Receive it as sent before the session, or as said in the hall once that is under way."""
    is_live = session.status == SessionStatus.RUNNING
    new = filing.NewIssue(
        text=data["text"],
        kind=classification.kind(data["text"]),
        visibility=data["visibility"],
        origin=Origin.LIVE if is_live else Origin.ADVANCE,
        enterprise=person.enterprise if person else None,
        participant=person,
        session=session,
        speaker=data.get("speaker") or (person.name if person else ""),
    )
    return filing.file_issue(new=new, by=RAISER, now=timezone.now())


@public
@require_POST
def guest_support(request: Request, key: str, number: str) -> HttpResponse:
    """Say from the personal link that one has this, too, or take it back."""
    person = find_participant(key)
    told = disclosure.told_to_guests(person.session)
    issue = get_object_or_404(person.session.issues.published().filter(told), number=number)
    if person.agency_id or (person.enterprise_id and person.enterprise_id == issue.enterprise_id):
        raise Http404
    act = filing.end_support if "end" in request.POST else filing.support
    act(issue=issue, participant=person, now=timezone.now())
    return redirect("dialogues:guest_questions", key)


@public
def hall(request: Request, year: int, slot: str, code: str) -> HttpResponse:
    """A question from the hall, by the code on the wall; only while the session runs."""
    session = find_session(year, slot)
    if not constant_time_compare(code, links.hall_code(session)):
        raise Http404
    is_open = session.status == SessionStatus.RUNNING
    form = HallQuestionForm(request.POST or None)
    if request.method == "POST" and is_open and form.is_valid():
        slot_taken = rate_limit.claim_try(
            "hall-question", f"{session.pk}:{visitor_of(request)}", most=MOST * 10, seconds=WINDOW
        )
        if slot_taken:
            issue = _file(session, form.cleaned_data)
            said = _("Your question was received under the number %(number)s.")
            messages.success(request, said % {"number": issue.number})
            return redirect(request.path)
        form.add_error(None, _("Many questions have come. Please try again in an hour."))
    context = {"session": session, "form": form, "is_open": is_open}
    return render(request, "dialogues/hall.html", context)


@only_for(Role.STAFF)
def hall_code(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """The code for the wall, by which people in the hall send questions."""
    require(request.user, "dialogues.record_live")
    out = io.BytesIO()
    address = links.absolute(links.hall_path(find_session(year, slot)))
    segno.make(address, error="m").save(out, kind="svg", scale=5, border=4, light="#ffffff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
