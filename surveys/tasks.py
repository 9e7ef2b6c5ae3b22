"""What the worker does: one thin function an action."""

from typing import Any

from django.utils.translation import gettext_noop

from core import jobs
from core.clock import timezone
from core.models import Job
from surveys.answering.actions import files
from surveys.dataset.actions import answer_uploads, exports, imports
from surveys.fieldwork.actions import contact_log, mailings
from surveys.fieldwork.queries import wave_counts
from surveys.models import AnswerUpload, DataExport, Sending, Wave
from surveys.review.actions import review, scans

READING = gettext_noop("The file is being read.")
STORING = gettext_noop("The answers are being imported.")


def run_sending(job: Job) -> tuple[Any, ...]:
    sending = Sending.objects.select_related("wave", "reminder", "ordered_by").get(job=job)
    sending.job = job
    mailings.run_sending(sending=sending, now=timezone.now())
    return ("surveys:sendings", sending.wave_id)


def write_due_reminders() -> None:
    contact_log.note_what_was_sent()
    mailings.write_due_reminders(now=timezone.now())


def judge_responses(job: Job) -> tuple[Any, ...]:
    wave = Wave.objects.select_related("version").get(pk=job.arguments["wave"])
    review.raise_flags(wave=wave, now=timezone.now())
    return ("surveys:flagged", wave.pk)


def raise_flags() -> None:
    review.raise_due_flags(now=timezone.now())


def count_large_waves() -> None:
    wave_counts.keep_open_waves()


def count_wave(job: Job) -> tuple[Any, ...]:
    """Count a large wave whose monitor somebody waits for."""
    wave = Wave.objects.get(pk=job.arguments["wave"])
    wave_counts.keep(wave)
    return ("surveys:monitor", wave.pk)


def erase_letters() -> None:
    mailings.erase_letters(now=timezone.now())


def run_export(job: Job) -> tuple[Any, ...]:
    export = DataExport.objects.select_related("wave__version", "ordered_by").get(job=job)
    exports.run_export(export=export, now=timezone.now())
    return ("surveys:exports", export.wave_id)


def look_at_answers(job: Job) -> tuple[Any, ...]:
    """Read a file of answers and tell what importing it would do."""
    upload = AnswerUpload.objects.get(pk=job.arguments["upload"])
    if upload.confirmed_at is None:
        answer_uploads.look(upload, _tell(job, READING))
    return ("surveys:answer_upload", upload.pk)


def import_answers(job: Job) -> tuple[Any, ...]:
    """Import what was looked at; done before, it is not done again."""
    upload = AnswerUpload.objects.get(pk=job.arguments["upload"])
    if upload.confirmed_at is None and job.ordered_by:
        imports.import_answers(
            upload=upload,
            digest=job.arguments["digest"],
            leave_out_wrong=job.arguments["leave_out_wrong"],
            by=job.ordered_by,
            now=timezone.now(),
            progress=_tell(job, STORING),
        )
    return ("surveys:wave", upload.options["wave"])


def _tell(job: Job, stage: str) -> imports.Progress:
    def tell(done: int, of: int) -> None:
        jobs.progress(job, done=done, of=of, stage=stage)

    return tell


def erase_answer_files() -> None:
    files.erase_unnamed(now=timezone.now())


def erase_scans() -> None:
    scans.erase_old_scans(now=timezone.now())


def erase_exports() -> None:
    exports.erase_files(now=timezone.now())
