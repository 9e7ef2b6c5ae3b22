"""Addresses of what stands on plan and dialogues together."""

from django.urls import path

from dashboard.follow_up import views

urlpatterns = [
    path("reports/<int:number>/<str:due>/draft/", views.draft, name="draft_report"),
    path(
        "reports/standings/<str:due>/report.<slug:kind>", views.provincial, name="provincial_report"
    ),
]
