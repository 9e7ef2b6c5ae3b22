"""``manage.py try_mail ADDRESS``: whether e-mail leaves, in plain words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.messaging.mail.trial import send_trial


class Command(BaseCommand):
    help = "Send one message at once and say what the mail server answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="who gets the message")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            outcome = send_trial(options["address"])
        if not outcome.left:
            raise CommandError(outcome.sentence)
        self.stdout.write(outcome.sentence)
