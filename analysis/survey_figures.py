"""The survey's answer, to stand beside what the log of requests for documents says."""

from analysis.data.decided import decided_criteria
from analysis.models import AnalysisRun
from analysis.numbers import PRINT
from dialogues.survey_figures import SurveyFigure


def survey_figure(criterion: str) -> SurveyFigure | None:
    """The estimate of the newest published run, unless it is too uncertain to be printed."""
    run = (
        AnalysisRun.objects.published()
        .select_related("wave")
        .order_by("-wave__year", "-made_at")
        .first()
    )
    if run is None:
        return None
    for row in decided_criteria(run):
        figure = row.get("design")
        if row.get("code") == criterion and figure and figure["shown"] == PRINT:
            return SurveyFigure(
                year=run.wave.year,
                value=figure["value"],
                low=figure["low"],
                high=figure["high"],
                n=figure["n"],
            )
    return None
