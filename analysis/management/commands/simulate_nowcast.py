"""Try the nowcast in invented worlds whose truth is known."""

import dataclasses
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.forecasts import files

WRONG_INPUT = 2
OPTIONS = {
    "provinces": "number of provinces",
    "years": "years of official values, the target included",
    "surveyed": "provinces with an own survey",
    "overlap": "earlier years in which the own survey was held, too",
    "own_answers": "answers to the own survey",
    "answers": "answers to the official survey in a province",
}


class Command(BaseCommand):
    help = "Compare the methods in invented worlds; figures are relative to the last value."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--worlds", type=int, default=10)
        parser.add_argument("--draws", type=int, default=500)
        parser.add_argument("--out", type=Path)
        for name, text in OPTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasting.simulation import Setup, simulate  # noqa: PLC0415 -- slow import

        chosen = {name: options[name] for name in OPTIONS if options[name] is not None}
        setup = dataclasses.replace(Setup(), **chosen)
        if setup.years <= setup.overlap or setup.surveyed > setup.provinces or setup.provinces < 1:
            raise CommandError(
                "Give more years than overlap and no more surveyed provinces than provinces.",
                returncode=WRONG_INPUT,
            )
        result = simulate(
            setup, worlds=options["worlds"], seed=options["seed"], draws=options["draws"]
        )
        result["setup"] = dataclasses.asdict(setup)
        if options["out"]:
            files.write(options["out"], result)
        self.stdout.write(
            "method          criteria: MAE  CRPS  80 %  95 %   score: MAE  CRPS  90 %"
        )
        for row in result["rows"]:
            self.stdout.write(line(row))


def line(row: dict[str, Any]) -> str:
    criteria = ("criteria_mae", "criteria_crps", "criteria_coverage_80", "criteria_coverage_95")
    names = (*criteria, "score_mae", "score_crps", "score_coverage_90")
    figures = "  ".join(f"{row[name]:.3f}" if name in row else "    -" for name in names)
    return f"{row['method']:20}{figures}"
