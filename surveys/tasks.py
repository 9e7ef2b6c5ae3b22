"""What the worker does: one thin function an action."""

from django.utils import timezone

from surveys.dataset.actions import exports
from surveys.fieldwork.actions import contact_log, mailings
from surveys.models import DataExport, Sending
from surveys.review.actions import review


def run_sending(pk: int) -> None:
    sending = Sending.objects.select_related("wave", "reminder", "ordered_by").get(pk=pk)
    try:
        mailings.run_sending(sending=sending, now=timezone.now())
    except Exception as problem:
        mailings.fail_sending(sending=sending, problem=type(problem).__name__, now=timezone.now())
        raise


def write_due_reminders() -> None:
    contact_log.note_what_was_sent()
    mailings.write_due_reminders(now=timezone.now())


def raise_flags() -> None:
    review.raise_due_flags(now=timezone.now())


def erase_letters() -> None:
    mailings.erase_letters(now=timezone.now())


def run_export(pk: int) -> None:
    export = DataExport.objects.select_related("wave__version", "ordered_by").get(pk=pk)
    try:
        exports.run_export(export=export, now=timezone.now())
    except Exception as problem:
        exports.fail_export(export=export, problem=type(problem).__name__, now=timezone.now())
        raise


def erase_exports() -> None:
    exports.erase_files(now=timezone.now())
