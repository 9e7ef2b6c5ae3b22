"""Addresses of this app."""

from django.urls import path

from plan import task_views, views
from plan.editing import views as editing

app_name = "plan"
urlpatterns = [
    path("plans/", editing.plans, name="plans"),
    path("plans/add/", editing.plan_add, name="plan_add"),
    path("plans/<int:pk>/", editing.plan_page, name="plan"),
    path("plans/<int:pk>/table/", editing.plan_table, name="plan_table"),
    path("plans/<int:pk>/<slug:kind>/add/", editing.part_edit, name="part_add"),
    path("plans/<int:pk>/<slug:kind>/<int:part>/", editing.part_edit, name="part_edit"),
    path("", views.index, name="index"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("evidence/<int:pk>/", task_views.evidence, name="evidence"),
    path("tasks/<int:pk>/", task_views.task, name="task"),
    path("targets/<slug:code>/", task_views.target, name="target"),
    path("reports/", views.report_list, name="reports"),
    path("reports/standings/", views.report_status, name="report_status"),
    path("reports/<int:number>/<str:due>/", views.report_edit, name="report_edit"),
    path("reports/<int:pk>/", views.report, name="report"),
]
