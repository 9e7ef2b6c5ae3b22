"""Load the shipped figures: criteria, editions, provinces, agencies, the province's plan."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from core.fixtures import Loading
from directory.actions import fixtures as directory_fixtures
from pci.actions import fixtures as pci_fixtures
from plan.actions import fixtures as plan_fixtures


class Command(BaseCommand):
    help = "Loads the shipped figures; can be run again at any time. Local edits stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="replace local edits by the shipped values"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loading = Loading(overwrite=options["overwrite"])
        pci_fixtures.load(loading)
        directory_fixtures.load(loading)
        plan_fixtures.load(loading)
        for row in loading.kept:
            self.stdout.write(f"kept as edited here: {row}")
        self.stdout.write(
            f"{loading.made} made, {loading.unchanged} unchanged, "
            f"{loading.replaced} replaced, {len(loading.kept)} kept as edited here"
        )
