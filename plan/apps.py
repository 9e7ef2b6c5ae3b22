"""Django's entry to this app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "plan"
