"""Import official results from a tidy table or a workbook as published."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import timezone
from core.errors import DomainError
from pci.actions import official


class Command(BaseCommand):
    help = "Imports official values and scores; nothing is written when a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change")
        parser.add_argument("--year", type=int, help="edition of a workbook, if its name has none")
        parser.add_argument("--years", help="only these editions of a tidy table, as 2013-2017")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        content = path.read_bytes()
        try:
            found = official.preview(
                name=path.name,
                content=content,
                year=options["year"],
                years=span(options["years"]),
            )
            for sentence in official.summary(found):
                self.stdout.write(sentence)
            if found.problems:
                raise CommandError(
                    f"{len(found.problems)} problems; nothing was written. Correct the file first."
                )
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
                return
            official.apply(
                found,
                by=None,
                now=timezone.now(),
                source=path.name,
                content_digest=hashlib.sha256(content).hexdigest(),
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal


def span(text: str | None) -> tuple[int, int] | None:
    if not text:
        return None
    first, _dash, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise CommandError("Write the years as 2013-2017.")
    return int(first), int(last or first)
