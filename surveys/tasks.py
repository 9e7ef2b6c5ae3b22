"""What the worker does: one thin function an action."""

from django.utils import timezone

from surveys.actions import exports, quality, sendings
from surveys.models import DataExport, Sending


def run_sending(pk: int) -> None:
    sending = Sending.objects.select_related("wave", "reminder", "ordered_by").get(pk=pk)
    try:
        sendings.run_sending(sending=sending, now=timezone.now())
    except Exception as problem:
        sendings.fail_sending(sending=sending, problem=type(problem).__name__, now=timezone.now())
        raise


def write_due_reminders() -> None:
    sendings.note_what_was_sent()
    sendings.write_due_reminders(now=timezone.now())


def raise_flags() -> None:
    quality.raise_due_flags(now=timezone.now())


def erase_letters() -> None:
    sendings.erase_letters(now=timezone.now())


def run_export(pk: int) -> None:
    export = DataExport.objects.select_related("wave__version", "ordered_by").get(pk=pk)
    try:
        exports.run_export(export=export, now=timezone.now())
    except Exception as problem:
        exports.fail_export(export=export, problem=type(problem).__name__, now=timezone.now())
        raise


def erase_exports() -> None:
    exports.erase_files(now=timezone.now())
