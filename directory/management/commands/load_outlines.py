"""Load the outlines of the places from a GeoJSON file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import timezone
from core.errors import DomainError
from directory.outlines import keeping


class Command(BaseCommand):
    help = "Load the outlines of the places from a GeoJSON file (WGS 84), for maps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            content = path.read_bytes()
            match = keeping.keep_outlines(content=content, by=None, now=timezone.now())
        except (DomainError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(match.shapes)} places have an outline.")
        for words, names in (
            ("places without an outline", match.places_without),
            ("areas that are no place here", match.areas_without),
        ):
            if names:
                self.stdout.write(f"{len(names)} {words}: {', '.join(names)}")
