"""Minutes: written, laid open to comments, signed, printed."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Role, User, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.drafts import refuse_draft, revision_seen, wants_json
from core.http.requests import Request, UserRequest
from dialogues.errors import DraftChanged, NamesInMinutes
from dialogues.form_fields import tell_faults
from dialogues.models import Minutes, MinutesComment, MinutesStatus, Session
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import minutes as actions
from dialogues.sessions.forms import CommentForm, MinutesForm
from dialogues.sessions.views.registration import find_participant as guest_of

COMMENTED = (
    "author__agency",
    "author__enterprise",
    "participant__agency",
    "participant__enterprise",
)


def find_session(year: int, slot: str) -> Minutes:
    minutes = Minutes.objects.select_related("session", "signed_by")
    return get_object_or_404(minutes, session__in=Session.objects.in_slot(year, slot))


def visible(request: Request, year: int, slot: str) -> Minutes:
    """Signed minutes are public; before that the parties read them once they may comment."""
    minutes = find_session(year, slot)
    if minutes.status == MinutesStatus.SIGNED:
        return minutes
    user = request.user
    if user.has_perm("dialogues.see_draft_minutes"):
        return minutes
    invited = minutes.status == MinutesStatus.COMMENT and user.is_authenticated
    if invited and user.has_perm("dialogues.comment_minutes", minutes):
        return minutes
    raise Http404


def content_of(minutes: Minutes, request: Request) -> dict[str, Any]:
    """Staff read a draft as it will be signed; everybody else, what everybody may read."""
    writes = request.user.has_perm("dialogues.write_minutes")
    if writes and minutes.status != MinutesStatus.SIGNED:
        return minutes_content.content(minutes)
    return minutes_content.public_content(minutes)


@public
def minutes_page(request: Request, year: int, slot: str) -> HttpResponse:
    minutes = visible(request, year, slot)
    form = CommentForm(request.POST or None)
    user = request.user
    may_comment = (
        user.is_authenticated
        and minutes.status == MinutesStatus.COMMENT
        and user.has_perm("dialogues.comment_minutes", minutes)
    )
    if request.method == "POST" and may_comment and user.is_authenticated and form.is_valid():
        try:
            actions.comment(minutes=minutes, author=user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your comment was added."))
            return redirect("dialogues:minutes", year, slot)
    return render(
        request,
        "dialogues/minutes.html",
        {
            "minutes": minutes,
            "session": minutes.session,
            "content": content_of(minutes, request),
            "comments": comments_for(user, minutes, is_party=may_comment),
            "form": form,
            "unanswered": _count_unanswered(minutes),
            "may_comment": may_comment,
            "may_write": user.has_perm("dialogues.write_minutes"),
            "steps": next_steps(minutes),
            "today": timezone.localdate(),
        },
    )


def comments_for(
    user: User | AnonymousUser, minutes: Minutes, *, is_party: bool
) -> QuerySet[MinutesComment]:
    """All for who writes the minutes; others read their own, and what has been replied to.

    A comment may name who raised an issue without a name; nobody reads it before the Association.
    """
    comments = minutes.comments.select_related(*COMMENTED)
    if user.has_perm("dialogues.write_minutes"):
        return comments
    return comments.filter(Q(author=user.pk) | ~Q(reply="")) if is_party else comments.none()


@public
def guest_minutes(request: Request, key: str) -> HttpResponse:
    """Draft minutes for somebody who was there and has no account: read them, comment on them."""
    guest = guest_of(key)
    session = guest.session
    minutes = get_object_or_404(Minutes.objects.select_related("session"), session=session)
    if minutes.status == MinutesStatus.SIGNED:
        return redirect("dialogues:minutes", session.year, session.slot)
    if minutes.status != MinutesStatus.COMMENT or guest.checked_in_at is None:
        raise Http404
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment(
                minutes=minutes, participant=guest, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your comment was added."))
            return redirect("dialogues:guest_minutes", key)
    context = {
        "minutes": minutes,
        "session": session,
        "content": minutes_content.public_content(minutes),
        "comments": minutes.comments.filter(participant=guest),
        "participant": guest,
        "form": form,
        "is_open": minutes.comments_until and minutes.comments_until >= timezone.localdate(),
    }
    return render(request, "dialogues/guest_minutes.html", context)


@only_for(Role.STAFF)
def edit_minutes(request: UserRequest, year: int, slot: str) -> HttpResponse:
    minutes = find_session(year, slot)
    require(request.user, "dialogues.write_minutes")
    form = MinutesForm(request.POST or None, instance=minutes)
    stored, other = find_session(year, slot), ""
    seen = revision_seen(request) if request.method == "POST" else stored.revision
    if request.method == "POST" and form.is_valid():
        try:
            version = _write(request, stored, form)
        except DraftChanged as refusal:
            form.data = dict(form.data.items()) | refusal.kept
            form.add_error(None, str(refusal))
            other, seen = refusal.text, stored.revision
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if wants_json(request):
                return JsonResponse({"version": version})
            messages.success(request, _("The minutes were saved."))
            return redirect("dialogues:minutes", year, slot)
    if wants_json(request):
        return refuse_draft(form)
    context = {
        "minutes": minutes,
        "session": minutes.session,
        "form": form,
        "other": other,
        "version": seen,
        "window": request.POST.get("window", "") or secrets.token_urlsafe(16),
    }
    return render(request, "dialogues/minutes_form.html", context)


def _write(request: UserRequest, minutes: Minutes, form: MinutesForm) -> int:
    """Store the draft; say as of which revision this window goes on.

    Where fields of somebody else stay, the window has not seen them and goes on from where it was.
    """
    seen = revision_seen(request)
    merged = actions.write(
        minutes=minutes,
        by=request.user,
        seen=seen,
        window=request.POST.get("window", "")[:64],
        **form.cleaned_data,
    )
    return seen if merged.kept else minutes.revision


def _count_unanswered(minutes: Minutes) -> int:
    return minutes.comments.filter(reply="").count()


def next_steps(minutes: Minutes) -> list[tuple[str, str, str]]:
    """The buttons of minutes: step, words, and what will happen."""
    if minutes.status == MinutesStatus.DRAFT:
        return [
            (
                "comments",
                _("Open to comments"),
                _("Those who were there receive an e-mail and may comment for five working days."),
            )
        ]
    over = minutes.comments_until and minutes.comments_until < timezone.localdate()
    if minutes.status == MinutesStatus.COMMENT and over and not _count_unanswered(minutes):
        return [
            (
                "sign",
                _("Sign the minutes"),
                _(
                    "The content is sealed and cannot be changed any more. Everybody reads it"
                    " without the names of guests, without enterprises that did not agree to be"
                    " named, and with issues in the words that are published."
                ),
            )
        ]
    return []


@only_for(Role.STAFF)
def minutes_step(request: UserRequest, year: int, slot: str, step: str) -> HttpResponse:
    minutes = find_session(year, slot)
    require(request.user, "dialogues.write_minutes")
    if step not in {"comments", "sign"}:
        raise Http404
    back = reverse("dialogues:minutes", args=[year, slot])
    if request.method == "POST":
        now = timezone.now()
        try:
            if step == "comments":
                actions.open_comments(minutes=minutes, now=now)
            else:
                actions.sign(
                    minutes=minutes,
                    by=request.user,
                    now=now,
                    content=minutes_content.content(minutes),
                    looked_through="looked_through" in request.POST,
                )
        except NamesInMinutes as refusal:
            return _ask(request, minutes, step, back, warning=str(refusal))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect(back)
    return _ask(request, minutes, step, back)


def _ask(
    request: UserRequest, minutes: Minutes, step: str, back: str, *, warning: str = ""
) -> HttpResponse:
    """Ask once; a second time where a name stands in the text that may not be wanted there."""
    for name, words, what in next_steps(minutes):
        if name == step:
            context = {"title": words, "text": what, "action": words, "back": back}
            asked = {"warning": warning, "field": "looked_through", "danger": True}
            return render(request, "dialogues/confirm.html", context | (asked if warning else {}))
    return redirect(back)


@only_for(Role.STAFF)
def reply_comment(request: UserRequest, year: int, slot: str, pk: int) -> HttpResponse:
    require(request.user, "dialogues.write_minutes")
    comment = get_object_or_404(
        MinutesComment, pk=pk, minutes__session__in=Session.objects.in_slot(year, slot)
    )
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(comment=comment, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    elif request.method == "POST":
        tell_faults(request, form)
    return redirect("dialogues:minutes", year, slot)
