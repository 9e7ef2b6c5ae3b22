"""Addresses of this app."""

from django.urls import path

from plan import views

app_name = "plan"
urlpatterns = [
    path("", views.index, name="index"),
    path("reports/", views.report_list, name="reports"),
    path("reports/standings/", views.standings, name="standings"),
    path("reports/<int:number>/<str:due>/", views.report_edit, name="report_edit"),
    path("reports/<int:pk>/", views.report, name="report"),
]
