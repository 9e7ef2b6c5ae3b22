"""What the commands share that compute from files, without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.forecasts import files

WRONG_INPUT = 2


class FromFiles(BaseCommand):
    """Read official tables, compute with chance, write one file."""

    requires_system_checks = ()
    draws: int  # unless told otherwise

    def add_tables(self, parser: CommandParser) -> None:
        parser.add_argument("--official", type=Path, required=True)
        parser.add_argument("--constants", type=Path, nargs="+", required=True)
        parser.add_argument("--bases", type=Path)

    def add_chance_and_result(self, parser: CommandParser) -> None:
        parser.add_argument("--draws", type=int, default=self.draws)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)


class OfProvinces(FromFiles):
    """Say something about the provinces of one year."""

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_tables(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--province", nargs="+", action="extend", default=[])
        self.add_chance_and_result(parser)

    def check_chance(self, options: dict[str, Any], fewest: int) -> None:
        """Raise ``CommandError`` for fewer draws than make sense, or a seed below 0."""
        if options["draws"] < fewest or options["seed"] < 0:
            raise CommandError(
                f"Ask for at least {fewest} draws and a seed of 0 or more.", returncode=WRONG_INPUT
            )

    def write(self, result: dict[str, Any], out: Path) -> None:
        """Write the result, and say what was noted on the way and how much there is."""
        for note in result["model"]["notes"]:
            self.stderr.write(note)
        files.write(out, result)
        self.stdout.write(f"{len(result['provinces'])} provinces written to {out}")
