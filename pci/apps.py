"""Django's entry to this app."""

from django.apps import AppConfig


class PciConfig(AppConfig):
    name = "pci"
