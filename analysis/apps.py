"""Django's entry to this app."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        from analysis.report_files import provider  # noqa: PLC0415 -- models load first
        from surveys.dataset import design  # noqa: PLC0415 -- models load first

        design.register(provider.PROVIDER)
        from analysis.survey_figures import (  # noqa: PLC0415 -- models load first
            measure_answer,
            survey_figure,
        )
        from core.jobs import schedules  # noqa: PLC0415 -- apps must be ready first
        from dialogues import survey_figures  # noqa: PLC0415 -- models load first
        from plan.models import Measure  # noqa: PLC0415 -- models load first
        from plan.reporting import measures  # noqa: PLC0415 -- models load first

        survey_figures.register(survey_figure)
        measures.register(Measure.SURVEY_ANSWER, measure_answer)
        schedules.every(10, "analysis.tasks.score_forecasts", name="score forecasts")
        schedules.every(
            60, "analysis.subscriptions.tasks.forget_unconfirmed", name="forget subscriptions"
        )
        schedules.every(60, "analysis.tasks.order_rank_studies", name="study ranks")
