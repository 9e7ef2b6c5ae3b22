"""A place where a higher floor leaves the survey's answer, to stand beside the records.

``analysis`` registers its provider when Django starts; without it the page shows the records and
the official values alone.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """One estimate of the survey, with its interval and the number of answers."""

    year: int
    value: float
    low: float | None
    high: float | None
    n: int


Provider = Callable[[str], SurveyFigure | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let a provider answer for a criterion's code."""
    _providers.append(provider)


def survey_figure(criterion: str) -> SurveyFigure | None:
    for provider in _providers:
        if (figure := provider(criterion)) is not None:
            return figure
    return None
