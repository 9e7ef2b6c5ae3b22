"""Fill an empty database with invented data and run the whole line on them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import timezone
from core.errors import DomainError
from demo import clock, everything


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
                clock.go_on()
                self.stdout.write(
                    "The demonstration data exist already; nothing was changed."
                    " Use --reset to make them anew.\n"
                )
            else:
                self.create(options["seed"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(everything.access_sheet())

    def create(self, seed: int) -> None:
        """Make everything at the moment the demonstration plays, and let it go on from there."""
        settings.CLOCK_SHIFT = clock.BEGINS_AT - timezone.true_now()
        everything.create(seed=seed, now=clock.BEGINS_AT, tell=self.stdout.write)
        clock.turn_to(clock.BEGINS_AT)
