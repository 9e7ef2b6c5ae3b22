"""Django's entry to this app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from core.jobs import schedules  # noqa: PLC0415 -- apps must be ready first

        schedules.every(15, "surveys.tasks.write_due_reminders", name="reminders")
        schedules.every(6 * 60, "surveys.tasks.raise_flags", name="flags")
        schedules.every(6 * 60, "surveys.tasks.erase_letters", name="letters")
        schedules.every(6 * 60, "surveys.tasks.erase_answer_files", name="answer files")
        schedules.every(6 * 60, "surveys.tasks.erase_scans", name="scans")
        schedules.every(6 * 60, "surveys.tasks.erase_exports", name="exports")
        schedules.every(5, "surveys.tasks.count_large_waves", name="counts of waves")
