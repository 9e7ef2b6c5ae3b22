"""Score any province and edition by the official formula, from files and without a database."""

from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.data import tidy_csv
from analysis.estimators import index

WRONG_INPUT = 2
OFFICIAL_SCORE = "score"  # rows of this code hold the published sub-index


class Command(BaseCommand):
    help = "Turn criteria (province, year, criterion, value) into scores (province, year, score)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--criteria", type=Path, required=True)
        parser.add_argument("--constants", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            constants = tidy_csv.read_tidy(options["constants"], tidy_csv.CONSTANTS)
            by_year = baskets(options["constants"], constants)
            values = fit_values(options["criteria"], by_year)
        except tidy_csv.UnfitFile as refusal:
            raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
        without = sorted(set(values["year"]) - set(by_year))
        if without:
            years = ", ".join(map(str, without))
            self.stderr.write(f"Not scored, because the constants do not have these years: {years}")
        result = index.scores(values[~values["year"].isin(without)], by_year)
        result.to_csv(options["out"], index=False, float_format="%.6f", lineterminator="\n")
        self.stdout.write(f"{len(result)} scores written to {options['out']}")


def baskets(path: Path, constants: pd.DataFrame) -> dict[int, index.Basket]:
    """Read the baskets of all editions, or say what is wrong with the file."""
    units = set(constants["unit"]) - {unit.value for unit in index.Unit} - {""}
    named = f"the units are {', '.join(index.Unit)}"
    problems = [f"unit {unit!r} is unknown; {named}." for unit in sorted(units)]
    problems += tidy_csv.duplicates(constants, ["year", "criterion"])
    if problems:
        raise tidy_csv.UnfitFile(path, problems)
    try:
        return index.baskets(constants.assign(unit=constants["unit"].replace("", None)))
    except index.IndexRefusal as refusal:
        raise tidy_csv.UnfitFile(path, refusal.problems) from refusal


def fit_values(path: Path, by_year: dict[int, index.Basket]) -> pd.DataFrame:
    """Read the criteria and refuse what cannot be scored, each row by its line."""
    columns = (tidy_csv.PROVINCE, tidy_csv.YEAR, tidy_csv.CRITERION, tidy_csv.VALUE)
    values = tidy_csv.read_tidy(path, columns)
    values = values[values["criterion"] != OFFICIAL_SCORE]
    problems = tidy_csv.duplicates(values, ["province", "year", "criterion"])
    for line, year, criterion, value in zip(
        values["line"], values["year"], values["criterion"], values["value"], strict=True
    ):
        if year not in by_year:
            continue
        if criterion not in by_year[year].criteria:
            problems.append(f"line {line}: the edition {year} has no criterion {criterion!r}.")
        elif refusal := by_year[year][criterion].refusal(value):
            problems.append(f"line {line}: {refusal}")
    problems += missing(values, by_year)
    if problems:
        raise tidy_csv.UnfitFile(path, problems)
    return values


def missing(values: pd.DataFrame, by_year: dict[int, index.Basket]) -> list[str]:
    """Name the criteria a province lacks in a year, at the line where it begins."""
    problems = []
    for year, basket in by_year.items():
        for province, rows in values[values["year"] == year].groupby("province", sort=False):
            lacking = [c for c in basket.criteria if c not in set(rows["criterion"])]
            if lacking:
                where = f"line {rows['line'].min()}: {province!s} {year}"
                problems.append(f"{where} has no value for {', '.join(lacking)}.")
    return problems
