"""Figures for reports of the plan: issues answered, criteria published, requests for documents."""

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.models import Clock
from directory.models import Agency
from pci.models import OfficialResult
from plan.models import Assignment


def facts_of(point: Assignment, agency: Agency, since: date | None, until: date) -> list[str]:
    """What the platform counted for an agency on the criteria of a point, in sentences."""
    return [*_issues(point, agency, since, until), *_criteria(point)]


def _issues(point: Assignment, agency: Agency, since: date | None, until: date) -> list[str]:
    clocks = Clock.objects.filter(
        agency=agency, handed_over=False, issue__criterion__in=point.criteria.all()
    )
    counted = count_clocks(clocks, since, until)
    if not counted["received"]:
        return []
    return [
        ngettext(
            "One issue of enterprises was received; %(replied)d was answered, %(in_time)d in time,"
            " %(overdue)d is overdue.",
            "%(received)d issues of enterprises were received; %(replied)d were answered,"
            " %(in_time)d in time, %(overdue)d are overdue.",
            counted["received"],
        )
        % counted
    ]


def count_clocks(clocks, since: date | None, until: date) -> dict[str, int]:  # type: ignore[no-untyped-def]
    """Count what came to agencies in a period and what became of it."""
    chosen = clocks.filter(started_on__lt=until)
    if since:
        chosen = chosen.filter(started_on__gte=since)
    replied = Q(replied_at__isnull=False)
    return dict(
        chosen.order_by().aggregate(
            received=Count("pk"),
            replied=Count("pk", filter=replied),
            in_time=Count("pk", filter=replied & Q(replied_at__date__lte=F("due_on"))),
            overdue=Count("pk", filter=Q(stopped_at__isnull=True, due_on__lt=until)),
        )
    )


def _criteria(point: Assignment) -> list[str]:
    """The last official value of each criterion of the point."""
    rows = OfficialResult.objects.filter(
        province__is_home=True, criterion__in=point.criteria.all()
    ).select_related("criterion", "edition")
    newest = {row.criterion_id: row for row in rows.order_by("edition__year")}
    return [
        _("“%(name)s”: official value %(value)s (PCI %(year)s).")
        % {
            "name": row.criterion.name,
            "value": f"{row.value:.4g}".replace(".", ","),
            "year": row.edition.year,
        }
        for row in newest.values()
    ]


def figures_of_all(since: date | None, until: date) -> list[tuple[str, str]]:
    """What the provincial report says of the dialogues as a whole."""
    counted = count_clocks(Clock.objects.filter(handed_over=False), since, until)
    return [
        (_("Issues sent to agencies"), str(counted["received"])),
        (_("Answered"), str(counted["replied"])),
        (_("Answered in time"), str(counted["in_time"])),
        (_("Overdue"), str(counted["overdue"])),
    ]
