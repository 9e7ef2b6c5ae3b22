"""Django's entry to this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
