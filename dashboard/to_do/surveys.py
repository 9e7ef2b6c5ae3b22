"""What a survey wave asks of staff and planners today."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.access import Role
from dashboard.to_do.base import Todo, urgency
from dashboard.to_do.waiting import waiting_by_wave
from surveys.fieldwork.queries import monitor
from surveys.fieldwork.queries.waves import current_waves
from surveys.models import (
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)

STAFF = {Role.STAFF, Role.ADMINISTRATOR}


def _waves_in(status: WaveStatus) -> list[Wave]:
    return [wave for wave in current_waves() if wave.status == status]


def waves(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF | {Role.PLANNER}:
        return
    for wave in _waves_in(WaveStatus.OPEN):
        late = wave.closes_on < today
        yield Todo(
            what=(
                _("Close “%(wave)s”: its last day has passed")
                if late
                else _("“%(wave)s” is open: %(submitted)d of %(asked)d have answered")
            )
            % {"wave": wave.title, "submitted": wave.submitted, "asked": wave.asked},  # type: ignore[attr-defined]
            url=reverse("surveys:wave", args=[wave.pk]),
            icon="survey",
            due=wave.closes_on,
            late=late,
            share=wave.submitted / wave.asked if wave.asked else None,  # type: ignore[attr-defined]
            kind=urgency(wave.closes_on, today),
        )
    if user.role not in STAFF:
        return
    for wave in _waves_in(WaveStatus.PLANNED):
        late = wave.opens_on < today
        yield Todo(
            what=_("Prepare “%(wave)s”") % {"wave": wave.title},
            url=reverse("surveys:wave", args=[wave.pk]),
            icon="edit",
            due=wave.opens_on,
            late=late,
            kind=urgency(wave.opens_on, today),
        )


def calls(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    for wave in _waves_in(WaveStatus.OPEN):
        if count := monitor.count_to_call(wave, asked=wave.asked):  # type: ignore[attr-defined]
            yield Todo(
                what=ngettext(
                    "Call one enterprise that has not answered",
                    "Call enterprises that have not answered: %(count)d in strata that lag",
                    count,
                )
                % {"count": count},
                url=reverse("surveys:calls", args=[wave.pk]),
                icon="phone",
                note=wave.title,
                due=wave.closes_on,
            )


def reviews(user: User, today: date) -> Iterator[Todo]:
    if user.role not in STAFF:
        return
    for row in waiting_by_wave(user, "flagged"):
        yield Todo(
            what=ngettext(
                "One answer deserves a second look",
                "%(count)d answers deserve a second look",
                row.count,
            )
            % {"count": row.count},
            url=reverse("surveys:flagged", args=[row.wave]),
            icon="eye",
            note=row.title,
        )


def paper(user: User, today: date) -> Iterator[Todo]:
    """Sheets to type a second time by somebody else, and differences to settle."""
    if user.role not in STAFF:
        return
    for row in waiting_by_wave(user, "paper"):
        yield Todo(
            what=ngettext(
                "One paper form waits to be typed by you",
                "%(count)d paper forms wait to be typed by you",
                row.count,
            )
            % {"count": row.count},
            url=reverse("surveys:paper", args=[row.wave]),
            icon="file",
            note=row.title,
        )


def letters(user: User, today: date) -> Iterator[Todo]:
    """Files of letters that are written and lie there to be printed and posted."""
    if user.role not in STAFF:
        return
    printed = [kind for kind in SendingKind if kind.is_printed]
    lying = Sending.objects.filter(kind__in=printed, wave__status=WaveStatus.OPEN, done__gt=0)
    for sending in lying.exclude(file="").select_related("wave").order_by("pk"):
        yield Todo(
            what=ngettext(
                "One letter waits to be printed and posted",
                "%(count)d letters wait to be printed and posted",
                sending.done,
            )
            % {"count": sending.done},
            url=reverse("surveys:sendings", args=[sending.wave_id]),
            icon="file",
            note=sending.wave.title,
        )


def analyses(user: User, today: date) -> Iterator[Todo]:
    """Closed waves nobody has analysed, and results nobody has published."""
    if user.role not in STAFF | {Role.PLANNER}:
        return
    closed = Wave.objects.closed().annotate(
        runs=Count("analysis_runs", distinct=True),
        public=Count(
            "analysis_runs",
            filter=Q(analysis_runs__reports__published_at__isnull=False),
            distinct=True,
        ),
    )
    for wave in closed.filter(public=0).order_by("-year")[:3]:
        ready = wave.runs > 0  # type: ignore[attr-defined]
        yield Todo(
            what=(
                _("Read the results of “%(wave)s” and publish the report")
                if ready
                else _("Analyse “%(wave)s”")
            )
            % {"wave": wave.title},
            url=reverse("analysis:runs"),
            icon="chart",
            note="" if ready else _("The wave is closed and has not been analysed yet."),
            kind="" if ready else "signal",
        )
