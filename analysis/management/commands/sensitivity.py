"""Say how firm the ranks of an edition are, from files and without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis import nowcast_files, tidy

DRAWS = 2000
WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Rank the provinces of an edition by many recipes and say which choice moves a rank."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--official", type=Path, required=True)
        parser.add_argument("--constants", type=Path, required=True)
        parser.add_argument("--bases", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--province", nargs="+", action="extend", default=[])
        parser.add_argument("--draws", type=int, default=DRAWS)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis import standings  # noqa: PLC0415 -- slow import

        if options["draws"] < standings.FEWEST_DRAWS or options["seed"] < 0:
            fewest = standings.FEWEST_DRAWS
            raise CommandError(
                f"Ask for at least {fewest} draws and a seed of 0 or more.", returncode=WRONG_INPUT
            )
        year = options["year"]
        try:
            inputs = nowcast_files.inputs(
                options["official"], options["constants"], options["bases"], None, before=year + 1
            )
            result = standings.standings(
                inputs,
                year,
                provinces=options["province"],
                draws=options["draws"],
                seed=options["seed"],
            )
        except (tidy.UnfitFile, standings.CannotCompare) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        for note in result["model"]["notes"]:
            self.stderr.write(note)
        nowcast_files.write(options["out"], result)
        self.stdout.write(f"{len(result['provinces'])} provinces written to {options['out']}")
