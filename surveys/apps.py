"""Django's entry to this app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
