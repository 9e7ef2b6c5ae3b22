"""Learn the nowcast's shipped priors from a national panel."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.data import tidy_csv
from analysis.forecasts import files

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Write the small file of priors that forecasts use where no panel is at hand."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--official", type=Path, required=True)
        parser.add_argument("--constants", type=Path, nargs="+", required=True)
        parser.add_argument("--bases", type=Path)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasting.nowcast import learning  # noqa: PLC0415 -- slow import
        from analysis.forecasting.nowcast.priors import Priors  # noqa: PLC0415 -- slow import

        try:
            tables = files.inputs(options["official"], options["constants"], options["bases"], None)
        except tidy_csv.UnfitFile as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        learnt = learning.learnt(tables.official, tables.constants, tables.bases, Priors())
        if not learnt["by_last_year"]:
            raise CommandError("No edition stands in both files.", returncode=WRONG_INPUT)
        files.write(options["out"], learnt)
        years = ", ".join(learnt["by_last_year"])
        self.stdout.write(f"Priors learnt after {years} written to {options['out']}")
