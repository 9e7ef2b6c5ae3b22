"""Sessions: what everybody may read, and how staff plan and hold them."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from core.tabular.listings import Column, Listing, take_first
from dialogues.issues.actions import attachments
from dialogues.issues.queries import issues as issue_queries
from dialogues.models import FeedbackTime, Issue, Participant, Session
from dialogues.notifications import links
from dialogues.sessions import ics
from dialogues.sessions.actions import guests, invitations, sessions
from dialogues.sessions.forms import (
    AgendaForm,
    AttendanceFilter,
    InviteForm,
    SessionForm,
)
from dialogues.sessions.queries import sessions as session_queries
from dialogues.sessions.views.planning import warn_of_closed_days


def find_session(year: int, slot: str) -> Session:
    return get_object_or_404(Session.objects.in_slot(year, slot))


@public
def session_list(request: Request) -> HttpResponse:
    return render(
        request,
        "dialogues/sessions.html",
        {
            "sessions": session_queries.list_by_year(request.user),
            "coming": session_queries.coming(timezone.now()),
        },
    )


@public
def session_page(request: Request, year: int, slot: str) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.in_slot(year, slot)
        .select_related("district")
        .prefetch_related("criteria", "agencies", "agenda")
    )
    visible = session_queries.issues_shown(session, request.user)
    may_plan = request.user.has_perm("dialogues.plan_sessions")
    left_over, count = take_first(issue_queries.list_left_over_for(session, request.user), 50)
    minutes = getattr(session, "minutes", None)
    return render(
        request,
        "dialogues/session.html",
        {
            "session": session,
            "agenda": list(session_queries.agenda(session)),
            "seats": session_queries.seats(session),
            "issues": _first_issues(visible),
            "left_over": left_over,
            "left_over_count": count,
            "documents": session.documents.current(),
            "minutes": minutes,
            "may_plan": may_plan,
            "own": session_queries.place_of(request.user, session),
            "takes_visitors": guests.takes_visitors(session, timezone.now()),
            "steps": next_steps(session),
        },
    )


def _first_issues(visible: QuerySet[Issue]) -> list[Issue]:
    """The first hundred: what may be seen is asked for their keys alone, and once."""
    keys = list(issue_queries.list_issues(visible).values_list("pk", flat=True)[:100])
    found = issue_queries.list_issues(Issue.objects.all()).order_by().in_bulk(keys)
    return [found[key] for key in keys if key in found]


@public
def session_calendar(request: Request, year: int, slot: str) -> HttpResponse:
    session = find_session(year, slot)
    url = links.absolute(session.get_absolute_url())
    answer = HttpResponse(
        ics.entry(session, now=timezone.now(), url=url),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="doi-thoai-{year}-q{slot}.ics"'
    return answer


@only_for(Role.STAFF)
def edit_session(request: UserRequest, year: int, slot: str) -> HttpResponse:
    session = find_session(year, slot)
    require(request.user, "dialogues.plan_sessions")
    lines = "\n".join(
        f"{item.minutes} | {item.title} | {item.speaker}".rstrip(" |")
        for item in session.agenda.filter(is_left_over=False)
    )
    form = SessionForm(request.POST or None, instance=session)
    agenda = AgendaForm(request.POST or None, initial={"lines": lines})
    if request.method == "POST" and form.is_valid() and agenda.is_valid():
        sessions.change_session(session=session, now=timezone.now(), **form.cleaned_data)
        sessions.set_agenda(session=session, items=agenda.cleaned_data["lines"])
        messages.success(request, _("The session was saved."))
        warn_of_closed_days(request, [session])
        return redirect(session)
    context = {"session": session, "form": form, "agenda_form": agenda}
    return render(request, "dialogues/session_form.html", context)


@only_for(Role.STAFF)
def add_document(request: UserRequest, year: int, slot: str) -> HttpResponse:
    session = find_session(year, slot)
    require(request.user, "dialogues.plan_sessions")
    upload = request.FILES.get("file")
    if request.method == "POST" and upload:
        try:
            attachments.attach(
                upload=upload,
                session=session,
                title=request.POST.get("title") or _("Document"),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The document was added."))
    return redirect(session)


STEPS = {
    "open": sessions.open_and_tell,
    "start": sessions.start,
    "close": sessions.close,
    "cancel": sessions.cancel,
    "plan_anew": sessions.plan_anew,
}
NEEDS_NOW = {"open", "close", "cancel"}


def next_steps(session: Session) -> list[tuple[str, str, str]]:
    """The buttons of a session: step, words, and what will happen."""
    words = {
        "open": (
            _("Open registration"),
            _("Those invited can register through their personal links."),
        ),
        "start": (_("Begin the session"), _("The live screen records issues from now on.")),
        "close": (
            _("End the session"),
            _(
                "Registration and check-in end. The minutes are due in ten working days: "
                "open the draft for comments within four, so that five are left for comments."
            )
            + (
                " " + _("Letters that ask those who came for feedback wait in the outbox.")
                if session.feedback != FeedbackTime.NEVER
                else ""
            ),
        ),
        "cancel": (
            _("Cancel the session"),
            _("Everybody who registered receives an e-mail at once."),
        ),
        "plan_anew": (
            _("Plan it again"),
            _(
                "The session can be edited and opened again. Those who registered keep their places"
                " and are told of the new day once you save it, at the latest when registration"
                " opens."
            ),
        ),
    }
    targets = {"open": "open", "start": "running", "close": "held", "cancel": "cancelled"}
    targets["plan_anew"] = "planned"
    possible = sessions.NEXT_STATUS[session.status]  # type: ignore[index]
    return [(step, *words[step]) for step, status in targets.items() if status in possible]


@only_for(Role.STAFF)
def session_step(request: UserRequest, year: int, slot: str, step: str) -> HttpResponse:
    """Ask once, then take the step."""
    session = find_session(year, slot)
    require(request.user, "dialogues.plan_sessions")
    offered = {name: (words, what) for name, words, what in next_steps(session)}
    if step not in STEPS:
        raise Http404
    if request.method == "POST":
        extra = {"now": timezone.now()} if step in NEEDS_NOW else {}
        try:
            STEPS[step](session=session, **extra)  # type: ignore[operator]
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect(session)
    if step not in offered:
        return redirect(session)
    words, what = offered[step]
    context = {"title": words, "text": what, "action": words, "back": session.get_absolute_url()}
    context["warning"] = _warn_of_day(session, step)
    return render(request, "dialogues/confirm.html", context | {"danger": step == "cancel"})


def _warn_of_day(session: Session, step: str) -> str:
    """What is begun or ended on another day than that of the session gets a wrong day."""
    planned, today = timezone.localdate(session.starts_at), timezone.localdate()
    if step not in {"start", "close"} or planned == today:
        return ""
    said = _(
        "Today is %(today)s, and the session is planned for %(planned)s: that day stands in its"
        " minutes and reports. If the day has changed, please change the session first."
    )
    days = {"today": today, "planned": planned}
    return said % {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in days.items()}


@only_for(Role.STAFF)
def invite(request: UserRequest, year: int, slot: str) -> HttpResponse:
    session = find_session(year, slot)
    require(request.user, "dialogues.plan_sessions")
    form = InviteForm(request.POST or None)
    count = None
    if request.method == "POST" and form.is_valid():
        chosen = session_queries.to_invite(form.cleaned_data)
        agencies = list(session.agencies.all()) if form.cleaned_data["with_agencies"] else []
        if "write" in request.POST:
            new = invitations.invite(
                session=session, now=timezone.now(), enterprises=chosen, agencies=agencies
            )
            messages.success(
                request,
                ngettext(
                    "One invitation waits in the outbox for its release.",
                    "%(count)s invitations wait in the outbox for their release.",
                    len(new),
                )
                % {"count": len(new)},
            )
            return redirect("dialogues:attendance", year, slot)
        count = chosen.count() + len(agencies)
    return render(
        request, "dialogues/invite.html", {"session": session, "form": form, "count": count}
    )


def attendance_columns() -> list[Column]:
    def who(row: Participant) -> str:
        return str(row)

    return [
        Column(_("Enterprise or agency"), who),
        Column(_("Full name"), lambda row: row.name),
        Column(_("People"), lambda row: row.people, "num"),
        Column(_("Registration"), lambda row: row.get_status_display()),
        Column(_("E-mail"), lambda row: row.email),
        Column(_("Phone"), lambda row: row.phone),
        Column(_("Checked in at"), lambda row: row.checked_in_at, "moment"),
    ]


@only_for(Role.STAFF)
def attendance(request: UserRequest, year: int, slot: str) -> HttpResponse:
    session = find_session(year, slot)
    require(request.user, "dialogues.see_attendance")
    form = AttendanceFilter(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = session_queries.matching(session_queries.attendance(session), words)
    name = f"diem-danh-{year}-q{slot}"
    listing = Listing(name, attendance_columns(), rows, f"dialogues.export.{name}")
    if request.GET.get("export"):
        return listing.export(request, request.GET["export"])
    return render(
        request,
        "dialogues/attendance.html",
        {
            "session": session,
            "form": form,
            "participants": session_queries.at_the_door(rows, everybody=bool(words)),
            "listing": listing.turn_to(request.GET.get("page")),
            "seats": session_queries.seats(session),
        },
    )


@only_for(Role.STAFF)
@require_POST
def resend(request: UserRequest, year: int, slot: str, pk: int) -> HttpResponse:
    """Write a guest's personal link again, to somebody who lost the letter."""
    require(request.user, "dialogues.plan_sessions")
    guest = get_object_or_404(find_session(year, slot).participants, pk=pk)
    if sessions.send_link_again(participant=guest, now=timezone.now()):
        messages.success(request, _("The link was sent to %(email)s.") % {"email": guest.email})
    else:
        messages.error(request, _("No letter was written: no address, or one an hour ago."))
    return redirect("dialogues:attendance", year, slot)
