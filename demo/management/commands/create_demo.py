"""Fill an empty database with invented data and run the whole line on them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import timezone
from core.errors import DomainError
from demo import everything


class Command(BaseCommand):
    help = "Creates the demonstration data; see docs/demo.md. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="remove the demonstration data first"
        )
        parser.add_argument("--seed", type=int, default=everything.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["reset"]:
                everything.remove()
            if everything.exists():
                self.stdout.write(
                    "The demonstration data exist already; nothing was changed."
                    " Use --reset to make them anew.\n"
                )
            else:
                everything.create(seed=options["seed"], now=timezone.now(), tell=self.stdout.write)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(everything.access_sheet())
