"""What people thought of a session: their page behind a personal link, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from dialogues.sessions.actions import feedback
from dialogues.sessions.forms import FeedbackForm
from dialogues.sessions.queries.feedback import FEWEST, opinions
from dialogues.sessions.views.registration import find_participant as guest_of
from dialogues.sessions.views.sessions import find_session


@public
def give_feedback(request: Request, key: str) -> HttpResponse:
    """Three questions to a guest who came, once."""
    guest = guest_of(key)
    now = timezone.now()
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.give(participant=guest, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your feedback was noted without your name."))
            return redirect("dialogues:participant", key)
    takes = guest.session.takes_feedback(now)
    context = {
        "participant": guest,
        "session": guest.session,
        "form": form,
        "is_open": takes and bool(guest.checked_in_at) and not guest.has_given_feedback,
    }
    return render(request, "dialogues/give_feedback.html", context)


@only_for(Role.STAFF, Role.PLANNER)
def session_feedback(request: UserRequest, year: int, slot: str) -> HttpResponse:
    """What those who came thought, for those who prepare the next session."""
    require(request.user, "dialogues.see_feedback")
    session = find_session(year, slot)
    context = {
        "session": session,
        "opinions": opinions(session),
        "fewest": FEWEST,
        "is_open": session.takes_feedback(timezone.now()),
        "waiting": feedback.letters(session).waiting().count()
        if request.user.has_perm("dialogues.plan_sessions")
        else 0,
    }
    return render(request, "dialogues/feedback.html", context)
