"""Load the shipped questionnaires and the checklist of the portal."""

from typing import Any

from django.core.management.base import BaseCommand

from core.clock import timezone
from core.fixtures import Loading
from surveys.questionnaires.actions import shipped


class Command(BaseCommand):
    help = "Loads the shipped questionnaires and checklist; can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        loading = Loading()
        shipped.load(loading, now=timezone.now())
        self.stdout.write(f"{loading.made} made, {loading.unchanged} unchanged")
