"""Signed minutes, for staff: read as they were sealed, redacted, added to."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from dialogues.models import Minutes, MinutesAddendum, MinutesStatus
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import minutes as actions
from dialogues.sessions.forms import AddendumForm, RedactAddendumForm, RedactMinutesForm
from dialogues.sessions.views.minutes import find_session
from dialogues.sessions.views.minutes_papers import paper_of


def _get_signed(request: UserRequest, year: int, slot: str) -> Minutes:
    require(request.user, "dialogues.write_minutes")
    minutes = find_session(year, slot)
    if minutes.status != MinutesStatus.SIGNED or minutes.frozen is None:
        raise Http404
    return minutes


@only_for(Role.STAFF)
def sealed_minutes(request: UserRequest, year: int, slot: str, form: str = "") -> HttpResponse:
    """What was signed, with all names. Who opens it is noted."""
    minutes = _get_signed(request, year, slot)
    audit.record(
        actor=request.user,
        action="dialogues.open_sealed_minutes",
        now=timezone.now(),
        target=minutes,
    )
    content = (minutes.frozen or {}) | {"is_sealed": True}
    if form == "pdf":
        return paper_of(minutes, content, name="bien-ban-niem-phong")
    context = {
        "minutes": minutes,
        "session": minutes.session,
        "content": content,
        "redactions": minutes.redactions.select_related("by"),
        "addenda": minutes.addenda.select_related("signed_by"),
    }
    return render(request, "dialogues/sealed_minutes.html", context)


def _write(
    request: UserRequest, minutes: Minutes, form: forms.Form, title: str, do: Callable[..., Any]
) -> HttpResponse:
    """What the forms of signed minutes have in common."""
    session = minutes.session
    if request.method == "POST" and form.is_valid():
        try:
            do(by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("dialogues:minutes", session.year, session.slot)
    context = {"minutes": minutes, "session": session, "form": form, "title": title}
    return render(request, "dialogues/signed_minutes_form.html", context)


@only_for(Role.STAFF)
def redact_minutes(request: UserRequest, year: int, slot: str) -> HttpResponse:
    minutes = _get_signed(request, year, slot)
    shown = minutes_content.public_content(minutes)
    form = RedactMinutesForm(request.POST or None, initial=shown)

    def do(**fields: Any) -> None:
        actions.redact(minutes=minutes, **fields)

    return _write(request, minutes, form, _("Make words of the minutes unreadable"), do)


@only_for(Role.STAFF)
def redact_addendum(request: UserRequest, year: int, slot: str, pk: int) -> HttpResponse:
    minutes = _get_signed(request, year, slot)
    addendum = get_object_or_404(MinutesAddendum, pk=pk, minutes=minutes)
    form = RedactAddendumForm(request.POST or None, initial={"after": addendum.shown_text})

    def do(**fields: Any) -> None:
        actions.redact_addendum(addendum=addendum, **fields)

    return _write(request, minutes, form, _("Make words of the addendum unreadable"), do)


@only_for(Role.STAFF)
def add_addendum(request: UserRequest, year: int, slot: str) -> HttpResponse:
    minutes = _get_signed(request, year, slot)
    form = AddendumForm(request.POST or None)

    def do(**fields: Any) -> None:
        actions.add_addendum(minutes=minutes, **fields)

    return _write(request, minutes, form, _("Sign an addendum"), do)
