"""The quarterly report as a file: ordered by a page, written by the worker, handed out.

Drawing and laying out take seconds of a processor. A paper of one page (answer, forwarding,
invitation) takes 0.05 s as a document and 0.2 s as PDF and is written while somebody asks for it;
minutes of 80 issues take 0.2 s and 1.2 s, and as PDF for everybody they are printed once an hour.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import translation

from core.clock import timezone
from core.letterhead import current
from core.letterhead.papers import in_words, sign_for_association
from core.models import Job
from core.printing import print_page
from dialogues.models import Session
from dialogues.reporting import papers
from dialogues.reporting.views import context_of
from dialogues.sessions.queries.feedback import opinions
from dialogues.statistics.quarter import Report, count_session, quarter_report
from directory.models import Agency

FOLDER = "reports/dialogues"
KEPT_FOR = timedelta(hours=1)  # a later one may have been drawn by another version
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def path_of(report: Report, form: str) -> str:
    """Where the file lies: what it says names it, so an old one is never handed out."""
    counted = (report.quarters, report.scores, report.outcomes, report.states)
    named = (report.overdue, report.promises, opinions(report.session))
    ours = (current().name, current().town, sign_for_association(), translation.get_language())
    told = repr((report.session.pk, report.today, counted, named, ours))
    return f"{FOLDER}/{hashlib.sha256(told.encode()).hexdigest()[:40]}.{form}"


def open_kept(report: Report, form: str, *, now: datetime) -> "File[bytes] | None":
    """The file, if the worker has written it as things stand now."""
    path = path_of(report, form)
    if not default_storage.exists(path) or _is_old(path, now):
        return None
    return default_storage.open(path)


def _is_old(path: str, now: datetime) -> bool:
    return default_storage.get_modified_time(path) < timezone.true(now) - KEPT_FOR


def write_report(job: Job) -> tuple[Any, ...]:
    """Write the file, and take away those of an hour ago."""
    told, now = job.arguments, timezone.now()
    session = Session.objects.get(pk=told["session"])
    only = Agency.objects.filter(pk=told["only"]).first()
    _forget_old(now)
    with translation.override(told["language"]):
        report = quarter_report(session, today=timezone.localdate(), only=only)
        path = path_of(report, told["form"])
        if not default_storage.exists(path):
            content = _draw_word(report) if told["form"] == "docx" else _print(report)
            default_storage.save(path, ContentFile(content))
    return ("dialogues:quarter_report", session.year, session.slot)


def count_report(job: Job) -> tuple[Any, ...]:
    """Count the quarters of a report, for the page that waits for them."""
    session = Session.objects.get(pk=job.arguments["session"])
    count_session(session, timezone.localdate())
    return ("dialogues:quarter_report", session.year, session.slot)


def _draw_word(report: Report) -> bytes:
    from core.letterhead.word import write_word  # noqa: PLC0415 -- slow import

    return write_word(papers.write_report(report))


def _print(report: Report) -> bytes:
    form = {
        "dated": in_words(report.today),
        "signature": sign_for_association(),
        "addressee": papers.name_committee(),
    }
    context = context_of(report) | form | {"medium": "pdf"}
    return print_page("reports/dialogues/report.html", context, "dialogues-paper.css")


def _forget_old(now: datetime) -> None:
    if not default_storage.exists(FOLDER):
        return
    _folders, names = default_storage.listdir(FOLDER)
    for name in names:
        if _is_old(f"{FOLDER}/{name}", now):
            default_storage.delete(f"{FOLDER}/{name}")
