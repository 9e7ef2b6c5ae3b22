"""Django's entry to this app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
