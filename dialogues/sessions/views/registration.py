"""Personal links: registering, the QR code, and checking people in at the door."""

import io

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from dialogues.models import Participant, ParticipantStatus
from dialogues.notifications import links
from dialogues.sessions import ics
from dialogues.sessions.actions import door, registration
from dialogues.sessions.forms import RegistrationForm
from dialogues.sessions.queries import sessions as session_queries

WITH = ("session", "enterprise", "agency")


def find_participant(key: str) -> Participant:
    person = Participant.objects.select_related(*WITH).of_key(key)
    if person is None:
        raise Http404
    return person


@public
def participant(request: Request, key: str) -> HttpResponse:
    """The page behind a personal link: register, change, give the seat back, show the QR code."""
    person = find_participant(key)
    now = timezone.now()
    initial = {name: getattr(person, name) for name in ("name", "phone", "people", "may_be_named")}
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                registration.decline(participant=person, now=now)
                return redirect("dialogues:participant", key)
            if form.is_valid():
                registration.register(participant=person, now=now, **form.cleaned_data)
                return redirect("dialogues:participant", key)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "dialogues/participant.html",
        {
            "participant": person,
            "session": person.session,
            "agenda": list(session_queries.agenda(person.session)),
            "seats": session_queries.seats(person.session),
            "form": form,
            "takes_registrations": person.session.takes_registrations(now),
            "takes_feedback": person.session.takes_feedback(now)
            and person.checked_in_at is not None
            and not person.has_given_feedback,
        },
    )


@public
def participant_calendar(request: Request, key: str) -> HttpResponse:
    """The entry for calendars of somebody registered, with the online link."""
    person = find_participant(key)
    entry = ics.entry(
        person.session,
        now=timezone.now(),
        url=links.absolute(person.session.get_absolute_url()),
        is_registered=person.status == ParticipantStatus.REGISTERED,
    )
    answer = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="doi-thoai.ics"'
    return answer


@public
def participant_code(request: Request, key: str) -> HttpResponse:
    """The QR code that is scanned at the door."""
    person = find_participant(key)
    out = io.BytesIO()
    address = links.absolute(links.check_in_path(person))
    segno.make(address, error="m").save(out, kind="svg", scale=6, border=4, light="#ffffff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _find_at_the_door(key: str) -> Participant:
    """The guest of a code; codes printed earlier said the key of the personal link."""
    people = Participant.objects.select_related(*WITH)
    person = people.of_door_key(key) or people.of_key(key)
    if person is None:
        raise Http404
    return person


def _check_in(request: UserRequest, person: Participant) -> None:
    if "undo" in request.POST:
        door.undo_check_in(participant=person)
        messages.success(request, _("The check-in was taken back."))
    elif door.check_in(
        participant=person, by=request.user, now=timezone.now(), from_list="list" in request.POST
    ):
        messages.success(request, _("%(who)s is checked in.") % {"who": person})


@only_for(Role.STAFF)
def check_in(request: UserRequest, key: str) -> HttpResponse:
    """What a phone of the staff shows after scanning: one button, one tap."""
    person = _find_at_the_door(key)
    require(request.user, "dialogues.see_attendance")
    if request.method == "POST":
        try:
            _check_in(request, person)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        if "list" in request.POST:
            return redirect("dialogues:attendance", person.session.year, person.session.quarter)
        return redirect("dialogues:check_in", key)
    context = {"participant": person, "session": person.session}
    return render(request, "dialogues/check_in.html", context)
