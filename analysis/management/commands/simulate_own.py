"""Invent own surveys on a real panel, to hold the nowcast against them."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analysis.data import tidy_csv
from analysis.forecasts import files
from analysis.management.file_options import WRONG_INPUT, FromFiles

TRUTHS = ("drawn", "smoothed")


class Command(FromFiles):
    help = "Write the file of own surveys that the provinces of a panel might have held."

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_tables(parser)
        parser.add_argument("--from", type=int, required=True, dest="first")
        parser.add_argument("--truth", choices=TRUTHS, default=TRUTHS[0])
        parser.add_argument("--answers", type=int, default=500)
        parser.add_argument("--checklist", action="store_true", help="judge the portals, too")
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.forecasting import simulated_surveys  # noqa: PLC0415 -- slow import

        try:
            tables = files.inputs(options["official"], options["constants"], options["bases"], None)
        except tidy_csv.UnfitFile as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        last = int(tables.official["year"].max())
        if options["first"] > last or options["answers"] < 1 or options["seed"] < 0:
            raise CommandError(
                f"Begin in {last} or before, with at least one answer and a seed of 0 or more.",
                returncode=WRONG_INPUT,
            )
        plan = simulated_surveys.Plan(
            first=options["first"],
            truth=simulated_surveys.Truth(options["truth"]),
            answers=options["answers"],
            checklist=options["checklist"],
        )
        priors = files.load_shipped_priors(last + 1)
        surveys = simulated_surveys.own_surveys(tables, plan, priors, options["seed"])
        surveys.to_csv(options["out"], index=False)
        self.stdout.write(f"{len(surveys)} own values written to {options['out']}")
