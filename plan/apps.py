"""Django's entry to this app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "plan"

    def ready(self) -> None:
        from core.jobs import schedules  # noqa: PLC0415 -- apps must be ready first

        schedules.every(60, "plan.reminders.tasks.remind", name="plan-reminders")
