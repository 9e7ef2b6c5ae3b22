"""Django's entry to this app."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
