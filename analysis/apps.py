"""Django's entry to this app."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"
