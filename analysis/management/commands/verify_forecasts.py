"""Prove that no frozen forecast has been changed, removed or slipped in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.forecasts import chain as tracking
from analysis.models import Forecast


class Command(BaseCommand):
    help = "Compute every digest of the chain of forecasts again; exit code 1 if one is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--receipt", type=Path, help="a deposited receipt, to be held against the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chain = list(Forecast.objects.select_related("province", "supersedes").order_by("number"))
        broken = tracking.find_broken_links(chain)
        if broken:
            lines = [f"Forecast {link.number}: {link.what}." for link in broken]
            raise CommandError("\n".join(lines), returncode=1)
        if options["receipt"]:
            self._check(options["receipt"], chain)
        last = chain[-1].digest if chain else "-"
        self.stdout.write(f"{len(chain)} forecasts, every digest is right; the last is {last}")

    def _check(self, path: Path, chain: list[Forecast]) -> None:
        try:
            deposited = json.loads(path.read_text(encoding="utf-8"))
            digest, holds = deposited["digest"], tracking.receipt_holds(deposited)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CommandError(f"{path} is not a receipt: {error}", returncode=2) from error
        if not holds:
            raise CommandError(f"{path}: its content does not give its digest.", returncode=1)
        if digest not in {forecast.digest for forecast in chain}:
            raise CommandError(f"{path}: no forecast of the chain has its digest.", returncode=1)
        self.stdout.write(f"{path} agrees with the chain.")
