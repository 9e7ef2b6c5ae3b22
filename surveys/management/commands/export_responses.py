"""Write the responses of a wave to a file; the export is logged like one from the browser."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.clock import timezone
from core.errors import DomainError
from surveys.dataset import files
from surveys.dataset.actions.exports import log_export, refuse_while_blind, write
from surveys.dataset.design import companions_of
from surveys.dataset.frames import data_set, languages_of
from surveys.dataset.table import Table
from surveys.errors import BlindWaveOpen
from surveys.models import DataExport, ExportFormat, Wave


def _companions(wave: Wave, table: Table, out: Path) -> Mapping[str, str]:
    """Return the texts that repeat the report from a file that holds answers."""
    if out.suffix.lstrip(".") not in files.WRITERS:
        raise CommandError(_("Only a file that holds answers can repeat the report."))
    return companions_of(wave, table, out.name)


class Command(BaseCommand):
    help = "Writes the responses of a wave, or their codebook, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wave", type=int, required=True, help="number of the wave")
        parser.add_argument("--format", choices=ExportFormat.values, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--language", default="vi", help="vi, en or one of the questionnaire")
        parser.add_argument("--with-set-aside", action="store_true")
        parser.add_argument(
            "--with-analysis",
            action="store_true",
            help="also write report.toml and report.R beside the file: they repeat the report",
        )
        parser.add_argument("--reason", default="manage.py export_responses")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = Wave.objects.select_related("version__questionnaire").filter(pk=options["wave"])
        found = wave.first()
        if found is None:
            raise CommandError(_("There is no wave %(number)s.") % {"number": options["wave"]})
        if ExportFormat(options["format"]).holds_answers:
            try:
                refuse_while_blind(found)
            except BlindWaveOpen as refusal:
                raise CommandError(str(refusal)) from refusal
        if options["language"] not in languages_of(found):
            raise CommandError(
                _("The questionnaire has these languages: %(languages)s.")
                % {"languages": ", ".join(languages_of(found))}
            )
        now = timezone.now()
        export = DataExport(
            wave=found,
            format=options["format"],
            language=options["language"],
            with_set_aside=options["with_set_aside"],
            reason=options["reason"],
            ordered_at=now,
            finished_at=now,
        )
        table = data_set(
            found, language=export.language, with_set_aside=export.with_set_aside, now=now
        )
        out: Path = options["out"]
        try:
            companions = _companions(found, table, out) if options["with_analysis"] else {}
            write(table, ExportFormat(export.format), out)
            for name, text in companions.items():
                (out.parent / name).write_text(text, encoding="utf-8")
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(f"{out}: {problem.strerror}") from problem
        export.rows, export.columns = len(table.rows), len(table.variables)
        export.digest = hashlib.sha256(out.read_bytes()).hexdigest()
        export.save()
        log_export(export, now)
        for name in companions:
            self.stdout.write(_("Repeats the report: %(file)s") % {"file": out.parent / name})
        self.stdout.write(
            _("%(rows)s responses, %(columns)s columns: %(file)s")
            % {"rows": export.rows, "columns": export.columns, "file": out}
        )
