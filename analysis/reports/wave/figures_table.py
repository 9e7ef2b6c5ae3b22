"""The figures of a report as one table, for programs and for those who compute further.

A row is one figure: a criterion or the sub-index, a year, and what kind of figure it is. Shares lie
between 0 and 1, days are working days, points run from 0 to 50, the sub-index from 1 to 10. A
figure with too few answers has its base ``n`` and no value. The sub-index of a survey says how many
criteria and what share of the weight the survey itself measured.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.numbers import CriterionNumbers, Figure, Quantiles, WaveNumbers

HEADINGS = (
    "code", "name_vi", "name_en", "unit", "year", "figure", "value", "low", "high", "level", "n",
    "standard_error", "shown", "criteria_measured", "weight_measured",
)  # fmt: skip
OFFICIAL, SURVEY, EARLIER, CHECKLIST, FORECAST = (
    "official", "survey", "earlier_survey", "checklist", "forecast",
)  # fmt: skip
SUBINDEX = ("subindex", "Tính minh bạch và tiếp cận thông tin", "Transparency and access", "score")
ALL = (None, None)  # only the sub-index of a survey may be measured in part
Row = list[Any]


def table(numbers: WaveNumbers) -> list[Row]:
    """All figures of a report, criterion by criterion, the sub-index last."""
    rows = [row for criterion in numbers.criteria for row in _criterion(numbers, criterion)]
    return rows + list(_subindex(numbers))


def _criterion(numbers: WaveNumbers, row: CriterionNumbers) -> Iterator[Row]:
    head = (row.code, row.name_vi, row.name_en, str(row.unit))
    for year, value in sorted(row.official.items()):
        yield _plain(head, year, OFFICIAL, value, row.official_n)
    for year, told in sorted(row.waves.items()):
        yield _estimate(head, year, EARLIER, told)
    if row.design:
        yield _estimate(head, numbers.year, SURVEY, row.design)
    if row.portal:
        yield _estimate(head, numbers.year, CHECKLIST, row.portal.figure)
    if row.forecast:
        yield _forecast(head, numbers.target_year, row.forecast)


def _subindex(numbers: WaveNumbers) -> Iterator[Row]:
    for row in numbers.official:
        yield _plain(SUBINDEX, row.year, OFFICIAL, row.score, {})
    if numbers.own_score:
        measured = numbers.coverage
        survey = _estimate(SUBINDEX, numbers.year, SURVEY, numbers.own_score)
        yield [*survey[: -len(ALL)], measured.measured, measured.weight]
    if numbers.outlook:
        yield _forecast(SUBINDEX, numbers.target_year, numbers.outlook.score)


def _plain(
    head: tuple[str, ...], year: int, figure: str, value: float | None, base: Mapping[int, int]
) -> Row:
    return [*head, year, figure, value, None, None, None, base.get(year), None, "print", *ALL]


def _estimate(head: tuple[str, ...], year: int, figure: str, told: Figure) -> Row:
    if not told.is_shown:
        return [*head, year, figure, None, None, None, None, told.n, None, told.shown, *ALL]
    return [
        *head, year, figure, told.value, told.low, told.high, 0.95, told.n, told.se, told.shown,
        *ALL,
    ]  # fmt: skip


def _forecast(head: tuple[str, ...], year: int, told: Quantiles) -> Row:
    return [
        *head, year, FORECAST, told.middle, told.low80, told.high80, 0.8, None, told.sd, "print",
        *ALL,
    ]  # fmt: skip
