"""Addresses of open data."""

from django.urls import path

from dashboard.open_data import views

urlpatterns = [
    path("", views.page, name="open_data"),
    path("catalogue.jsonld", views.catalogue, name="open_data_catalogue"),
]
