"""Addresses of this app."""

from django.urls import URLPattern, URLResolver

app_name = "pci"
urlpatterns: list[URLPattern | URLResolver] = []
