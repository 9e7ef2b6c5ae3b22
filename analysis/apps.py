"""Django's entry to this app."""

from django.apps import AppConfig

from core import schedules


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        schedules.every(60, "analysis.tasks.score_forecasts", name="score forecasts")
