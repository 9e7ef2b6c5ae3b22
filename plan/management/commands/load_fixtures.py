"""Load what is shipped: the country's figures, and on request the example province."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from core.fixtures import Loading
from directory.actions import fixtures as directory_fixtures
from pci.actions import fixtures as pci_fixtures
from plan.actions import fixtures as plan_fixtures


class Command(BaseCommand):
    help = (
        "Loads criteria, editions and provinces; can be run again at any time. What was edited or"
        " deleted here stays so. --example adds the example province with its plan."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="replace local edits by the shipped values"
        )
        parser.add_argument(
            "--example",
            action="store_true",
            help="add the example: Đắk Nông, its agencies and its plan of 2018-2020",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loading = Loading(overwrite=options["overwrite"])
        pci_fixtures.load(loading)
        if options["example"]:
            for part in (pci_fixtures, directory_fixtures, plan_fixtures):
                part.load_example(loading)
        for row in loading.kept:
            self.stdout.write(f"kept as edited here: {row}")
        for name in loading.deleted:
            self.stdout.write(f"deleted here, not loaded again: {name}")
        self.stdout.write(
            f"{loading.made} made, {loading.unchanged} unchanged, "
            f"{loading.replaced} replaced, {len(loading.kept)} kept as edited here"
        )
