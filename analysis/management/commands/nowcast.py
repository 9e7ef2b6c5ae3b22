"""Forecast the next official values from files, without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis import nowcast_files, tidy

DRAWS = 4000
WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Forecast every criterion, the score and the rank of a year from the years before it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--official", type=Path, required=True)
        parser.add_argument("--constants", type=Path, required=True)
        parser.add_argument("--bases", type=Path)
        parser.add_argument("--own", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--province", nargs="+", action="extend", default=[])
        parser.add_argument("--target", type=float, help="score whose chance is asked for")
        parser.add_argument("--draws", type=int, default=DRAWS)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis import nowcasting  # noqa: PLC0415 -- slow import

        if options["draws"] < nowcasting.FEWEST_DRAWS or options["seed"] < 0:
            fewest = nowcasting.FEWEST_DRAWS
            raise CommandError(
                f"Ask for at least {fewest} draws and a seed of 0 or more.", returncode=WRONG_INPUT
            )
        year = options["year"]
        paths = (options[name] for name in ("official", "constants", "bases", "own"))
        try:
            inputs = nowcast_files.inputs(*paths, before=year)
            result = nowcasting.nowcast(
                inputs,
                year,
                provinces=options["province"],
                draws=options["draws"],
                seed=options["seed"],
                target=options["target"],
            )
        except (tidy.UnfitFile, nowcasting.CannotForecast) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        for note in result["model"]["notes"]:
            self.stderr.write(note)
        nowcast_files.write(options["out"], result)
        self.stdout.write(f"{len(result['provinces'])} provinces written to {options['out']}")
