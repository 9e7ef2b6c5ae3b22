"""Addresses of this app."""

from django.urls import path

from plan import task_views, views

app_name = "plan"
urlpatterns = [
    path("", views.index, name="index"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/<int:pk>/", task_views.task, name="task"),
    path("targets/<slug:code>/", task_views.target, name="target"),
    path("reports/", views.report_list, name="reports"),
    path("reports/standings/", views.standings, name="standings"),
    path("reports/<int:number>/<str:due>/", views.report_edit, name="report_edit"),
    path("reports/<int:pk>/", views.report, name="report"),
]
