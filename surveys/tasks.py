"""What the worker does: one thin function an action."""

from typing import Any

from core.clock import timezone
from core.models import Job
from surveys.answering.actions import files
from surveys.dataset.actions import exports
from surveys.fieldwork.actions import contact_log, mailings
from surveys.fieldwork.queries import wave_counts
from surveys.models import DataExport, Sending, Wave
from surveys.review.actions import review, scans


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


def erase_letters() -> None:
    mailings.erase_letters(now=timezone.now())


def run_export(job: Job) -> tuple[Any, ...]:
    export = DataExport.objects.select_related("wave__version", "ordered_by").get(job=job)
    exports.run_export(export=export, now=timezone.now())
    return ("surveys:exports", export.wave_id)


def erase_answer_files() -> None:
    files.erase_unnamed(now=timezone.now())


def erase_scans() -> None:
    scans.erase_old_scans(now=timezone.now())


def erase_exports() -> None:
    exports.erase_files(now=timezone.now())
