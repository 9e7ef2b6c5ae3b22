"""The provincial report as a file: ordered by a page, written by the worker, handed out."""

from dataclasses import asdict
from datetime import date, datetime

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import translation

from analysis.provenance import digest, drawing_version
from core import jobs
from core.access import User
from core.models import Job
from core.printing import print_page
from dashboard.follow_up.facts import figures_of_all
from pci.models import Province
from plan import queries
from plan.models import Plan
from plan.reporting.numbers import ProvincialReport, gather
from plan.reporting.word import write_docx, write_place_and_day

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def gather_report(plan: Plan, day: queries.Due, today: date) -> ProvincialReport:
    """What all agencies reported for a day, with the figures of the platform."""
    since = queries.reporting_day_before(plan, day.on)
    return gather(plan, day, today, queries.in_use_since(), figures_of_all(since, day.on))


def path_of(report: ProvincialReport, kind: str, today: date) -> str:
    """Where the file lies: what it says names it, so an old one is never handed out."""
    said = asdict(report) | {"due_on": report.due_on.isoformat(), "today": today.isoformat()}
    said |= {"as_of": report.as_of.isoformat()}
    said |= {"place": _place(), "language": translation.get_language(), "drawn": drawing_version()}
    return f"reports/plan/{report.due_on.isoformat()}/{digest(said)[:40]}.{kind}"


def open_stored(report: ProvincialReport, kind: str, today: date) -> "File[bytes] | None":
    """The file, if the worker has written it as things stand now."""
    path = path_of(report, kind, today)
    return default_storage.open(path) if default_storage.exists(path) else None


def order_report(*, plan: Plan, day: queries.Due, kind: str, by: User, now: datetime) -> Job:
    """Have the report of a day written as one kind of file."""
    language = translation.get_language() or "vi"
    due = day.on.isoformat()
    return jobs.start(
        kind="provincial_report",
        key=f"{due}:{kind}:{language}",
        subject=lambda: f"{day.reporting} {day.on:%Y}, {kind.upper()}",
        arguments={"plan": plan.pk, "due": due, "kind": kind, "language": language},
        place=["plan:report_status"],
        by=by,
        now=now,
    )


def write_report(report: ProvincialReport, kind: str, today: date) -> None:
    """Write the file, unless it is there."""
    path = path_of(report, kind, today)
    if default_storage.exists(path):
        return
    if kind == "docx":
        content = write_docx(report, place=_place(), today=today)
    else:
        page = "plan/provincial_report.html"
        told = {"report": report, "dated": write_place_and_day(_place(), today)}
        content = print_page(page, told, "dialogues-paper.css")
    default_storage.save(path, ContentFile(content))


def _place() -> str:
    home = Province.objects.filter(is_home=True).first()
    return home.name if home else "…"
