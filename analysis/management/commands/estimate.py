"""Estimate figures, tests and models of any survey file, without the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis import estimation
from analysis.estimators.errors import EstimationError


class Command(BaseCommand):
    help = (
        "Estimate figures, tests and models of a survey file (.csv, .tsv, .xlsx, .sav, .dta, "
        ".parquet); docs/estimate.md describes the specification."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        estimation.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            estimation.run(options, self.stdout.write, self.stderr.write)
        except EstimationError as refusal:
            raise CommandError(str(refusal), returncode=estimation.WRONG_INPUT) from refusal
