"""Guests nobody invited: the form on the page of a session, and what staff enter at their desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from core.http.visitor import visitor_of
from dialogues.models import Came, Participant, Session
from dialogues.sessions.actions import guests
from dialogues.sessions.guest_forms import AddGuestForm, GuestListForm, SignUpForm, TieGuestForm
from dialogues.sessions.views.sessions import find_session


@public
def sign_up(request: Request, year: int, slot: str) -> HttpResponse:
    """Register for a session: at once with an account, through a letter or message without one."""
    session = find_session(year, slot)
    now = timezone.now()
    if not guests.takes_visitors(session, now):
        messages.error(request, _("This session takes no registrations here at present."))
        return redirect(session)
    user = request.user
    if user.is_authenticated and user.role == Role.ENTERPRISE and user.enterprise_id:
        person = guests.own_place(session=session, user=user, now=now)
        return redirect("dialogues:participant", person.key)
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = _ask_to_come(request, session, form)
        if refusal is None:
            return redirect("dialogues:signed_up", year, slot)
        form.add_error(None, refusal)
    return render(request, "dialogues/sign_up.html", {"session": session, "form": form})


def _ask_to_come(request: Request, session: Session, form: SignUpForm) -> str | None:
    if not guests.may_register(visitor=visitor_of(request)):
        return _("Many registrations have come from here. Please try again in an hour, or call us.")
    try:
        guests.ask_to_come(session=session, guest=form.guest(), now=timezone.now())
    except DomainError as refusal:
        return str(refusal)
    return None


@public
def signed_up(request: Request, year: int, slot: str) -> HttpResponse:
    """What happens next: a letter or message is on its way, and must be answered."""
    return render(request, "dialogues/signed_up.html", {"session": find_session(year, slot)})


@only_for(Role.STAFF)
def add_guest(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """Enter one guest who telephoned, or who stands at the door."""
    session = find_session(year, slot)
    require(request.user, "dialogues.see_attendance")
    form = AddGuestForm(request.POST or None, initial={"at_the_door": "door" in request.GET})
    if request.method == "POST" and form.is_valid():
        came = Came.DOOR if form.cleaned_data["at_the_door"] else Came.STAFF
        person = guests.add_guest(
            session=session,
            guest=form.guest(),
            by=request.user,
            now=timezone.now(),
            came=came,
            enterprise=form.cleaned_data["enterprise"],
        )
        said = {"who": person, "state": person.get_status_display()}
        messages.success(request, _("%(who)s is entered: %(state)s.") % said)
        return redirect("dialogues:attendance", year, slot)
    title = _("Enter a guest")
    return _page(request, session, {"form": form, "title": title, "action": _("Enter the guest")})


@only_for(Role.STAFF)
def add_guests(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """Enter a whole list, typed, pasted or as a file; what is wrong in it is named by its line."""
    session = find_session(year, slot)
    require(request.user, "dialogues.plan_sessions")
    form = GuestListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        listed = form.cleaned_data["listed"]
        count = guests.add_list(session=session, guests=listed, by=request.user, now=timezone.now())
        said = ngettext("One guest was entered.", "%(count)s guests were entered.", count)
        messages.success(request, said % {"count": count})
        return redirect("dialogues:attendance", year, slot)
    title = _("Enter a list of guests")
    return _page(request, session, {"form": form, "title": title, "action": _("Enter the list")})


@only_for(Role.STAFF)
def tie_guest(request: UserRequest, year: int, slot: str, pk: int) -> HttpResponse:
    """Say which enterprise of the register a guest stands for."""
    session = find_session(year, slot)
    require(request.user, "dialogues.see_attendance")
    person = get_object_or_404(Participant, session=session, pk=pk)
    if person.agency_id or person.enterprise_id:
        raise Http404
    typed = person.tax_code or person.organisation
    form = TieGuestForm(request.POST or None, session=session, initial={"enterprise": typed})
    if request.method == "POST" and form.is_valid():
        guests.tie_to_enterprise(participant=person, enterprise=form.cleaned_data["enterprise"])
        messages.success(request, _("%(who)s is entered.") % {"who": person})
        return redirect("dialogues:attendance", year, slot)
    title = _("For which enterprise does this guest come?")
    more = {"form": form, "title": title, "action": _("Save"), "person": person}
    return _page(request, session, more)


def _page(request: UserRequest, session: Session, context: dict[str, Any]) -> HttpResponse:
    return render(request, "dialogues/guest_form.html", {"session": session, **context})
