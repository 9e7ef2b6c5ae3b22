"""Django's entry to this app."""

from django.apps import AppConfig
from django.core.checks import register


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        from demo import checks  # noqa: PLC0415 -- models load first

        register(checks.find_clock_of_a_demonstration)
