"""Hold the nowcast against past editions, from files and without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis import nowcast_files, tidy

DRAWS = 1000
WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Forecast each year from the years before it only, beside the baselines, and score it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--official", type=Path, required=True)
        parser.add_argument("--constants", type=Path, required=True)
        parser.add_argument("--bases", type=Path)
        parser.add_argument("--own", type=Path)
        parser.add_argument("--from", type=int, required=True, dest="first")
        parser.add_argument("--to", type=int, required=True, dest="last")
        parser.add_argument("--draws", type=int, default=DRAWS)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis import nowcasting  # noqa: PLC0415 -- slow import

        paths = (options[name] for name in ("official", "constants", "bases", "own"))
        try:
            result = nowcasting.backtest(
                nowcast_files.inputs(*paths),
                options["first"],
                options["last"],
                seed=options["seed"],
                draws=options["draws"],
            )
        except (tidy.UnfitFile, nowcasting.CannotForecast) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        nowcast_files.write(options["out"], result)
        self.stdout.write(f"{len(result['forecasts'])} forecasts written to {options['out']}")
        for row in result["summary"]:
            if row["target"] in {"score", "rank"} and row["year"] is None:
                figures = f"MAE {row['mae']:.4f}  CRPS {row['crps']:.4f}"
                cover = "/".join(f"{row[f'coverage_{level}']:.3f}" for level in (80, 90, 95))
                self.stdout.write(f"{row['target']:6} {row['method']:14} {figures}  {cover}")
