"""Orders of quarterly reports, their counts and their files: given once, shown until done."""

from datetime import datetime, timedelta

from django.utils import translation

from core import jobs
from core.access import User
from core.models import Job
from dialogues.models import Session
from directory.models import Agency

KIND, COUNT = "quarter_report", "quarter_count"
FORMS = ("pdf", "docx")
SHOWN_FOR = timedelta(hours=1)  # a failure of longer ago is forgotten: the order is given anew


def _key(session: Session, only: Agency | None, form: str) -> str:
    language = translation.get_language() or "vi"
    return f"{session.pk}:{only.pk if only else 'all'}:{form}:{language}"


def list_unfinished(session: Session, only: Agency | None, *, now: datetime) -> list[Job]:
    """The files of this reader's report that are being written, or that failed a while ago."""
    keys = [_key(session, only, form) for form in FORMS]
    found = jobs.latest_by_key(kind=KIND, keys=keys, now=now).values()
    recent = [job for job in found if not job.is_done and now - job.ordered_at < SHOWN_FOR]
    return sorted(recent, key=lambda job: job.pk)


def order_report(
    *, session: Session, only: Agency | None, form: str, by: User, now: datetime
) -> Job:
    """Have the report of a quarter written; ``only`` for the officers of one agency.

    What failed a while ago is shown with its reason and tried again by whoever reads that.
    """
    key = _key(session, only, form)
    for job in list_unfinished(session, only, now=now):
        if job.key == key and job.is_final:
            return job
    language = translation.get_language() or "vi"
    told = {"session": session.pk, "only": only.pk if only else None}
    return jobs.start(
        kind=KIND,
        key=key,
        subject=lambda: f"{session}, {form.upper()}",
        arguments=told | {"form": form, "language": language},
        place=["dialogues:quarter_report", session.year, session.slot],
        by=by,
        now=now,
    )


def order_count(*, session: Session, by: User, now: datetime) -> Job:
    """Have the quarters of a long history counted anew."""
    return jobs.start(
        kind=COUNT,
        key=str(session.pk),
        subject=lambda: str(session),
        arguments={"session": session.pk},
        place=["dialogues:quarter_report", session.year, session.slot],
        by=by,
        now=now,
    )
