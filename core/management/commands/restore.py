"""``manage.py restore FILE``: database and files as a backup holds them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.backups import archive
from core.errors import DomainError


class Command(BaseCommand):
    help = "Put database and files of a backup into this installation; stop both processes first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even if this installation holds data"
        )
        parser.add_argument(
            "--trial", action="store_true", help="into a scratch database, which is then dropped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                made = self._carry_out(options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(made.counts.values())
        self.stdout.write(f"{rows} rows, {made.files} files, as of {made.made_at}.")
        if not options["trial"]:
            self.stdout.write("Now: manage.py migrate, createcachetable, and start both processes.")

    def _carry_out(self, options: dict[str, Any]) -> archive.Manifest:
        if options["trial"]:
            return archive.try_out(options["file"])
        return archive.put_back(options["file"], replace=options["replace"])
