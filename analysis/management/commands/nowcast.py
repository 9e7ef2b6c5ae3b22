"""Forecast the next official values from files, without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analysis.data import tidy_csv
from analysis.forecasts import files
from analysis.management.file_options import WRONG_INPUT, OfProvinces


class Command(OfProvinces):
    help = "Forecast every criterion, the score and the rank of a year from the years before it."
    draws = 4000

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--own", type=Path)
        parser.add_argument("--target", type=float, help="score whose chance is asked for")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasts import runs  # noqa: PLC0415 -- slow import

        self.check_chance(options, runs.FEWEST_DRAWS)
        year = options["year"]
        paths = (options[name] for name in ("official", "constants", "bases", "own"))
        try:
            inputs = files.inputs(*paths, before=year)
            result = runs.nowcast(
                inputs,
                year,
                provinces=options["province"],
                draws=options["draws"],
                seed=options["seed"],
                target=options["target"],
            )
        except (tidy_csv.UnfitFile, runs.CannotForecast) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        self.write(result, options["out"])
