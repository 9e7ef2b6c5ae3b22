"""Say how firm the ranks of an edition are, from files and without a database."""

from typing import Any

from django.core.management.base import CommandError

from analysis.data import tidy_csv
from analysis.forecasts import files
from analysis.management.file_options import WRONG_INPUT, OfProvinces


class Command(OfProvinces):
    help = "Rank the provinces of an edition by many recipes and say which choice moves a rank."
    draws = 2000

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.rank_studies import tables  # noqa: PLC0415 -- slow import

        self.check_chance(options, tables.FEWEST_DRAWS)
        year = options["year"]
        try:
            inputs = files.inputs(
                options["official"], options["constants"], options["bases"], None, before=year + 1
            )
            result = tables.study_ranks(
                inputs,
                year,
                provinces=options["province"],
                draws=options["draws"],
                seed=options["seed"],
            )
        except (tidy_csv.UnfitFile, tables.CannotCompare) as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        self.write(result, options["out"])
