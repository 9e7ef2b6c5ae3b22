"""Count what backtests showed, for the pages that show a forecast."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analysis.forecasts import files


class Command(BaseCommand):
    help = "Write the small file of hits and misses by year, from files of the command backtest."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--case",
            nargs=3,
            action="append",
            required=True,
            metavar=("NAME", "FILE", "METHOD"),
            help="panel, panel-own, alone or alone-own; a backtest’s file; its method",
        )
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasting.backtest import record  # noqa: PLC0415 -- slow import
        from analysis.forecasts.runs import MODEL_VERSION  # noqa: PLC0415 -- slow import

        cases = {}
        for name, file, method in options["case"]:
            told = json.loads(Path(file).read_text(encoding="utf-8"))["forecasts"]
            cases[name] = record.count_by_year(told, method)
        files.write(options["out"], {"model": MODEL_VERSION, "cases": cases})
        self.stdout.write(f"{', '.join(cases)} written to {options['out']}")
