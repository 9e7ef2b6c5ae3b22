"""What of a published report can be made again from a file: its criteria and its sub-index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.data import frames, margins, own_figures
from analysis.data.answered import read_answers
from analysis.data.decided import read_numbers, read_weighting
from analysis.errors import AnswersChangedSince, NotAnalysed
from analysis.models import AnalysisRun
from analysis.numbers import CriterionNumbers, Weighting
from analysis.report_files.design import newest_run
from surveys.dataset.bases import base_role
from surveys.dataset.own_columns import name_columns
from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument import columns
from surveys.instrument.model import CriterionRule, Document
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion the wave asked about: its rule and the columns its answers stand in."""

    rule: CriterionRule
    items: tuple[Variable, ...]
    base: str  # the column that says who counts; empty where everybody does

    @property
    def code(self) -> str:
        return self.rule.criterion


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion of the sub-index: asked, or known by its last official value."""

    code: str
    weight: float
    direction: int
    scale_min: float
    scale_max: float
    value: float | None
    se: float = 0.0  # of a value that is known, not asked


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the texts beside a file repeat."""

    title: str
    file: str
    design: dict[str, str]
    asked: tuple[Asked, ...]
    parts: tuple[Part, ...]
    weighting: Weighting
    margins: tuple[tuple[Variable, Mapping[str, float]], ...]  # columns, and their totals


def contents_of(wave: Wave, table: Table, file: str) -> Contents:
    """Collect what the newest report of a wave says of its criteria.

    Refused while there is no report, or if answers have come, gone or changed since.
    """
    run = _newest_run(wave)
    document = wave.version.compiled
    answered = read_answers(wave, document)
    frame = frames.response_frame(wave, frames.stratum_counts(wave), answered)
    weighting = read_weighting(run)
    if frames.digest(frame) != run.frame_digest or not _is_known_alike(wave, weighting):
        raise AnswersChangedSince(wave)
    numbers = read_numbers(run)
    shown = {row.code for row in numbers.criteria if row.design}
    return Contents(
        title=table.source.title,
        file=file,
        design=name_columns(table.variables),
        asked=tuple(
            _describe_asked(document, table, rule)
            for rule in document.criteria
            if rule.criterion in shown
        ),
        parts=tuple(map(_part, numbers.basket_criteria)) if numbers.own_score else (),
        weighting=weighting,
        margins=tuple(
            (_column_of(table, f"calibration_{one.variable}"), one.totals)
            for one in weighting.margins
        ),
    )


def _newest_run(wave: Wave) -> AnalysisRun:
    run = newest_run(wave)
    if run is None:
        raise NotAnalysed(wave)
    return run


def _is_known_alike(wave: Wave, weighting: Weighting) -> bool:
    """Whether the register says of those who answered what it said when they were weighted."""
    if not weighting.is_calibrated:
        return True
    return margins.digest(margins.respondent_values(wave)) == weighting.digest


def _column_of(table: Table, role: str) -> Variable:
    return next(one for one in table.variables if role == (one.role or one.name))


def _describe_asked(document: Document, table: Table, rule: CriterionRule) -> Asked:
    by_name = {variable.name: variable for variable in table.variables}
    bases = {variable.role: variable.name for variable in table.variables if variable.role}
    return Asked(
        rule=rule,
        items=tuple(by_name[column] for column in _columns(document, rule)),
        base=bases[base_role(rule.criterion)] if rule.where is not None else "",
    )


def _columns(document: Document, rule: CriterionRule) -> Sequence[str]:
    found = []
    for item in rule.items:
        name, _dot, row = item.partition(".")
        question = document.question(name)
        found.append(
            next(column.name for column in columns.of_question(question) if column.code == row)
        )
    return found


def _part(row: CriterionNumbers) -> Part:
    value = None if row.design else row.official[max(row.official)]
    return Part(
        code=row.code,
        weight=row.weight or 0.0,
        direction=row.direction,
        scale_min=row.scale_min or 0.0,
        scale_max=row.scale_max or 0.0,
        value=value,
        se=0.0 if value is None else _error_of(row),
    )


def _error_of(row: CriterionNumbers) -> float:
    """How far off a value that stands in may be; older reports counted its reviewers alone."""
    if row.stand_in_se is None:
        return own_figures.error_of_known(row.unit)
    return row.stand_in_se
