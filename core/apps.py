"""Django's entry to this app."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import limits  # noqa: PLC0415 -- apps must be ready first
        from core.jobs import schedules  # noqa: PLC0415 -- apps must be ready first
        from core.messaging import checks  # noqa: PLC0415 -- apps must be ready first

        limits.enter()
        register(checks.find_unloadable_gateways)
        schedules.every(1, "core.tasks.send_outbox", name="outbox")
        schedules.every(1, "core.tasks.sweep_jobs", name="jobs")
        schedules.every(24 * 60, "core.tasks.tidy_up", name="tidy")
        schedules.every(60, "core.tasks.erase_tables", name="tables")
        schedules.every(60, "core.tasks.forget_printed", name="printed")
        post_migrate.connect(schedules.enter, sender=self)
