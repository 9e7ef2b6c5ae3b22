"""Read an XLSForm into a new draft of a questionnaire, or only say what would come of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import timezone
from core.errors import DomainError
from surveys.instrument.xlsform import Imported, Remark, XLSFormError, import_xlsform
from surveys.questionnaires.actions import xlsform_import


class Command(BaseCommand):
    help = "Reads an XLSForm into a new draft version; names what is wrong or not supported by row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only list remarks, keep nothing")
        parser.add_argument(
            "--questionnaire", help="name of the questionnaire; the form's own id by default"
        )
        parser.add_argument(
            "--accept-losses", action="store_true", help="import though some rows are left behind"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        imported = self.read(options["file"])
        for remark in imported.remarks:
            self.stderr.write(self.word(remark))
        if imported.document is None:
            raise CommandError(
                ngettext(
                    "Nothing was imported: %(count)s thing is wrong.",
                    "Nothing was imported: %(count)s things are wrong.",
                    len(imported.wrong),
                )
                % {"count": len(imported.wrong)}
            )
        if options["check"]:
            self.stdout.write(_("The form can be imported; nothing was kept."))
            return
        if imported.losses and not options["accept_losses"]:
            raise CommandError(
                _("Nothing was imported: these rows would be lost. To go on, add --accept-losses.")
            )
        try:
            version = xlsform_import.keep_imported(
                imported=imported, name=options["questionnaire"], by=None, now=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("Version %(number)s of “%(questionnaire)s” was made as a draft.")
            % {"number": version.number, "questionnaire": version.questionnaire.name}
        )

    def read(self, file: Path) -> Imported:
        try:
            return import_xlsform(file.read_bytes()).called_after(file.stem)
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}") from problem
        except XLSFormError as refusal:
            raise CommandError(_(refusal.template) % refusal.params) from refusal

    def word(self, remark: Remark) -> str:
        kind = _("wrong") if remark.is_wrong else _("not supported")
        return f"{remark.place}: {kind}: {_(remark.template) % remark.params}"
