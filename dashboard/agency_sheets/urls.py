"""Addresses of the sheets of agencies."""

from django.urls import path

from dashboard.agency_sheets import views

urlpatterns = [
    path("", views.sheets, name="agency_sheets"),
    path("<slug:code>/", views.sheet, name="agency_sheet"),
    path("<slug:code>/sheet.<slug:kind>", views.sheet_file, name="agency_sheet_file"),
]
