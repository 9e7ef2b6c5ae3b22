"""What the worker does with files of enterprises."""

from typing import Any

from django.utils.translation import gettext_noop

from core import jobs
from core.access import User
from core.clock import timezone
from core.models import Job
from directory.actions import register
from directory.models import RegisterUpload
from directory.register_files.examination import Progress

READING = gettext_noop("The file is being read.")
WRITING = gettext_noop("The enterprises are being imported.")
Page = tuple[Any, ...]


def look_at_register(job: Job) -> Page:
    """Read a file and tell what importing it would do."""
    upload = RegisterUpload.objects.get(pk=job.arguments["upload"])
    register.look(upload=upload, now=timezone.now(), progress=_tell(job, READING))
    return ("directory:upload_preview", upload.pk)


def import_register(job: Job) -> Page:
    """Import what was looked at; done before, it is not done again."""
    upload = RegisterUpload.objects.get(pk=job.arguments["upload"])
    if upload.confirmed_at is None:
        register.confirm(
            upload=upload,
            digest=job.arguments["digest"],
            by=_who_ordered(job),
            now=timezone.now(),
            progress=_tell(job, WRITING),
        )
    return ("directory:upload_preview", upload.pk)


def _who_ordered(job: Job) -> User:
    if job.ordered_by is None:
        raise ValueError(f"job {job.pk} was ordered by nobody")
    return job.ordered_by


def _tell(job: Job, stage: str) -> Progress:
    def tell(done: int, of: int) -> None:
        jobs.progress(job, done=done, of=of, stage=stage)

    return tell
