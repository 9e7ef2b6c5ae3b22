"""Django's entry to this app."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"

    def ready(self) -> None:
        from dialogues.statistics import plan_measures  # noqa: PLC0415 -- models load first

        plan_measures.register_all()
        from accounts.queries import tell_also  # noqa: PLC0415 -- models load first
        from dialogues.issues.queries import own_texts  # noqa: PLC0415 -- models load first

        tell_also("typed_texts", own_texts.list_typed)
        tell_also("saved_filters", own_texts.list_filters)
        from core.jobs import schedules  # noqa: PLC0415 -- apps must be ready first

        schedules.every(5, "dialogues.tasks.send_scheduled_answers", name="scheduled-answers")
        schedules.every(5, "dialogues.tasks.read_replies", name="replies-by-mail")
        schedules.every(60, "dialogues.tasks.escalate_issues", name="dialogue-escalation")
        schedules.every(5, "dialogues.tasks.order_open_data", name="open-data")
