"""Hold the nowcast against past editions, from files and without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analysis.data import tidy_csv
from analysis.forecasts import files
from analysis.management.file_options import WRONG_INPUT, FromFiles


class Command(FromFiles):
    help = "Forecast each year from the years before it only, beside the baselines, and score it."
    draws = 2000

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_tables(parser)
        parser.add_argument("--own", type=Path)
        parser.add_argument("--from", type=int, required=True, dest="first")
        parser.add_argument("--to", type=int, required=True, dest="last")
        parser.add_argument(
            "--alone",
            action="store_true",
            help="each province by itself, from its last three editions and its own survey",
        )
        self.add_chance_and_result(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasts import runs  # noqa: PLC0415 -- slow import

        paths = (options[name] for name in ("official", "constants", "bases", "own"))
        try:
            result = runs.backtest(
                files.inputs(*paths),
                options["first"],
                options["last"],
                seed=options["seed"],
                draws=options["draws"],
                alone=options["alone"],
            )
        except (tidy_csv.UnfitFile, runs.CannotForecast) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        files.write(options["out"], result)
        self.stdout.write(f"{len(result['forecasts'])} forecasts written to {options['out']}")
        for row in result["summary"]:
            if row["target"] in {"score", "rank"} and row["year"] is None:
                figures = f"MAE {row['mae']:.4f}  CRPS {row['crps']:.4f}"
                cover = "/".join(f"{row[f'coverage_{level}']:.3f}" for level in (80, 90, 95))
                self.stdout.write(f"{row['target']:6} {row['method']:14} {figures}  {cover}")
        for row in result["nation_summary"]:
            cover = "/".join(f"{row[f'coverage_{level}']:.3f}" for level in (50, 80, 90, 95))
            self.stdout.write(
                f"steps of the nation, {row['kind']}, {row['method']}: {row['n']} draws, {cover}"
                " within 50/80/90/95 %"
            )
