"""The shapes of what the API tells; names and units are those of the pages and files."""

from datetime import date, datetime
from typing import Generic, TypeVar

from ninja import Field, Schema

T = TypeVar("T")


class Page(Schema, Generic[T]):
    """A part of a list; ``next`` is the address of the part that follows."""

    items: list[T]
    total: int = Field(description="How many there are in all")
    page: int
    pages: int
    next: str | None = None


class CriterionOut(Schema):
    code: str = Field(description="The same in every edition")
    name_vi: str
    name_en: str


class DefinitionOut(Schema):
    """How an edition defines a criterion."""

    criterion: str = Field(description="Code of the criterion")
    number: int
    unit: str = Field(description="share (0 to 1), scale (1 to 5), days or points")
    direction: int = Field(description="1: more is better, -1: less is better")
    weight: float | None
    scale_min: float | None
    scale_max: float | None
    comparable_with_previous: bool


class EditionOut(Schema):
    year: int
    published_on: date | None
    provinces_ranked: int
    criteria: list[DefinitionOut]


class OfficialValueOut(Schema):
    province: str = Field(description="Code of the province")
    year: int
    criterion: str = Field(description="Code of the criterion, or score for the sub-index")
    value: float
    base: int | None = Field(None, description="Answers behind the value, where it is known")
    rank: int | None = Field(None, description="Of the sub-index only")


class ReleaseOut(Schema):
    """A release of a report in one language; its number and addresses stay."""

    number: int
    language: str
    released_at: datetime
    page: str
    pdf: str
    pdf_digest: str = Field(description="SHA-256 of the PDF")


class ReportOut(Schema):
    """A released report of a survey."""

    id: int
    year: int
    title_vi: str
    title_en: str
    digest: str = Field(description="SHA-256 of the results")
    released_at: datetime
    page: str
    pdf: dict[str, str] = Field(description="Address of the PDF by language")
    releases: list[ReleaseOut] = Field(description="The releases that stand, newest first")


class FigureOut(Schema):
    """A figure of a released report; with too few answers it has its base and no value."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    year: int
    figure: str = Field(description="official, survey, earlier_survey, checklist or forecast")
    value: float | None
    low: float | None
    high: float | None
    level: float | None = Field(description="Of the interval: 0.95, of forecasts 0.9")
    n: int | None
    standard_error: float | None
    criteria_measured: int | None
    weight_measured: float | None
    shown: str = Field(description="print, mark or suppress")


class OutcomeOut(Schema):
    target: str = Field(description="Code of a criterion, score or rank")
    kind: str = Field(description="exact, interval or not_published")
    low: float | None
    high: float | None


class ForecastOut(Schema):
    """A frozen forecast: its seal at once, what it told once it was released."""

    number: int
    year: int
    province: str
    made_at: datetime
    is_standing: bool
    digest: str = Field(description="SHA-256 that seals it and all forecasts before it")
    score: dict[str, float] | None = Field(
        None, description="Quantiles of the sub-index, once it was released or the edition is out"
    )
    outcomes: list[OutcomeOut]


class SessionOut(Schema):
    year: int
    slot: str = Field(description="Quarter, with a number if there were several")
    topic: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: str
    criteria: list[str]
    page: str


class IssueOut(Schema):
    """An issue of the public questions and answers, as in the open data."""

    number: str = Field(description="Year and number, as in 2026-483921")
    published_on: str
    received_on: str
    session: str
    kind: str
    criterion: str
    agency: str
    district: str
    sector: str
    state: str
    outcome: str
    due_on: str
    answered_on: str
    times_reopened: int
    supports: int
    title: str
    text: str
