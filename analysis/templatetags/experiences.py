"""How reports write what they say of groups, of satisfaction and of needs."""

from django import template

from analysis.charts.experiences import cells_of_gaps
from analysis.charts.experiences import head_of_gaps as heads
from analysis.charts.groups import write_difference, write_ends, write_value
from analysis.numbers.experiences import Drivers, Gaps
from analysis.numbers.groups import GroupDifference, GroupSummary, Measured
from analysis.reports.groups import sentences
from analysis.reports.wave import experiences

register = template.Library()


def _as_measured(row: GroupDifference) -> Measured:
    return Measured(row.key, "", row.name_vi, row.name_en, row.unit, row.direction, row.figure)


@register.filter
def finding_of_groups(told: GroupSummary) -> str:
    return sentences.title_of_summary(told.differences, told.tested)


@register.filter
def name_of_grouping(code: str) -> str:
    return sentences.name_of_grouping(code)


@register.filter
def group_value(row: GroupDifference) -> str:
    return write_value(_as_measured(row), row.figure.value)


@register.filter
def group_rest(row: GroupDifference) -> str:
    return write_difference(_as_measured(row), row.rest)


@register.filter
def group_rest_ends(row: GroupDifference) -> str:
    return write_ends(_as_measured(row), row.rest)


@register.filter
def why_refused(told: Drivers) -> str:
    return experiences.why_refused(told)


@register.filter
def reading_of_drivers(told: Drivers) -> str:
    return experiences.reading_of_drivers(told)


@register.filter
def notes_of_drivers(told: Drivers) -> list[str]:
    return experiences.notes_of_drivers(told)


@register.filter
def reading_of_gaps(told: Gaps) -> str:
    return experiences.reading_of_gaps(told)


@register.filter
def head_of_gaps(_told: Gaps) -> tuple[str, ...]:
    return heads()


@register.filter
def rows_of_gaps(told: Gaps) -> list[list[tuple[str, str]]]:
    """Each cell with the heading of its column, for cards on a phone."""
    return [list(zip(heads(), cells, strict=True)) for cells in cells_of_gaps(told)]
