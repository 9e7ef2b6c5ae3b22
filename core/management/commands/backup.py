"""``manage.py backup FILE``: database and files in one file, while people go on working."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.backups import archive, noting
from core.clock import timezone
from core.errors import DomainError
from core.jobs import priority


class Command(BaseCommand):
    help = "Write database and files into one file, and restore it once to see that it works."

    def run_from_argv(self, argv: list[str]) -> None:
        priority.let_pages_go_first()
        super().run_from_argv(argv)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the backup, e.g. /backup/2026-11-29.tar.gz")
        parser.add_argument(
            "--untried", action="store_true", help="do not restore it into a scratch database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        if target.is_dir():
            raise CommandError(f"{target} is a folder; name the file to write into it.")
        try:
            with translation.override("en"):
                made = archive.take(target, now=timezone.now())
                if not options["untried"]:
                    archive.try_out(target)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        is_tried = not options["untried"]
        noting.note(made, target, is_tried=is_tried, by=None, now=timezone.now())
        tried = "not tried" if options["untried"] else "restored once, every table is the same"
        rows = sum(made.counts.values())
        self.stdout.write(f"{target}: {rows} rows, {made.files} files; {tried}.")
