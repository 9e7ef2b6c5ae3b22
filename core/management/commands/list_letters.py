"""Print the list of all letters as it stands in docs/operations.md: ``manage.py list_letters``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from core.messaging.kinds import LetterKind, letter_kinds

HEAD = "| letter | to | by | leaves | can be declined | cancelled, although it waits, when |"


class Command(BaseCommand):
    help = "Print the list of all letters in English, as a table of Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(HEAD)
            self.stdout.write("|---|---|---|---|---|---|")
            for kind in letter_kinds().values():
                self.stdout.write(row(kind))


def row(kind: LetterKind) -> str:
    ways = ", ".join(str(channel.label) for channel in kind.channels) or "paper"
    declined = "yes" if kind.can_be_declined else "no"
    cells = [kind.name, kind.to, ways, kind.leaves.label, declined, kind.policy.words]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
