"""``manage.py claim_files``: the files at the place FILES names belong to this database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.errors import DomainError
from core.storage import mark


class Command(BaseCommand):
    help = "Say that the files at the place FILES names are those of this database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                mark.claim()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Database and files carry the same mark now; start both processes.")
