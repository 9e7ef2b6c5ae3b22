"""The strata, sizes and weights of a wave's report, response by response."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analysis.data import frames, margins, strata
from analysis.data.decided import read_numbers, read_weighting
from analysis.estimators.sample.design import Design
from analysis.models import AnalysisRun
from analysis.numbers import Margin, Weighting
from analysis.report_files.recognition import warn_of_recognition
from analysis.reports.wave.weighting import name_of_margin, name_of_step, sentences
from analysis.waves.weighting import Weighted, weigh, weigh_again
from core.charts.base import write_number
from surveys.dataset.design import CalibrationColumn, DrawnStratum, ResponseDesign, WaveDesign
from surveys.models import Wave


def design_of(wave: Wave) -> WaveDesign:
    """Return how every response of a wave counts in its report.

    The weights are those of the newest report; without one, those it would have. A blind wave names
    no stratum with fewer than five answers: its strata are those of the report.
    """
    counts = frames.stratum_counts(wave)
    sizes = dict(wave.strata.values_list("code", "sample_size"))
    into = strata.into(counts, frames.fewest_answers(wave), is_blind=wave.is_blind)
    named = into if wave.is_blind else {row.code: row.code for row in counts}
    keys, counted = frames.design_frame(wave, counts)
    drawn = named | {row.code: named.get(row.code, row.code) for row in counts}
    values = margins.respondent_values(wave)
    run = newest_run(wave)
    weighted = _weigh_answers(wave, run, (counts, counted), values)
    plan = weighted.weighting if weighted else Weighting()
    final = weighted.design.weights.tolist() if weighted else []
    cells = [tuple(one.level_of[value] for value in values[one.variable]) for one in plan.margins]
    columns = (counted[name] for name in ("drawn", "stratum", "population", "weight"))
    responses = {
        key: ResponseDesign(
            drawn[code], stratum, population, weight, before, tuple(one[at] for one in cells)
        )
        for at, (key, code, stratum, population, before, weight) in enumerate(
            zip(keys, *columns, final, strict=True)
        )
    }
    return WaveDesign(
        drawn=_group_drawn(counts, sizes, drawn),
        drawn_of=drawn,
        responses=responses,
        calibration=tuple(map(_column, plan.margins)),
        notes=(
            *_notes(plan, _list_shown(run)),
            *warn_of_recognition(wave, plan.margins, responses),
        ),
    )


def newest_run(wave: Wave) -> AnalysisRun | None:
    """Return the published run of a wave, else the newest one."""
    runs = AnalysisRun.objects.filter(wave=wave)
    return runs.published().order_by("-made_at", "-pk").first() or runs.first()


def _weigh_answers(
    wave: Wave,
    run: AnalysisRun | None,
    drawn: tuple[Sequence[strata.StratumCounts], pd.DataFrame],
    values: pd.DataFrame,
) -> Weighted | None:
    """Weigh the answers as the report did; anew where there is none or the register has changed."""
    counts, counted = drawn
    if counted.empty:
        return None
    base = Design(
        counted, weight="weight", strata="stratum", population="population", lonely="adjust"
    )
    if run:
        stored = read_weighting(run)
        if (design := weigh_again(base, stored, values)) is not None:
            return Weighted(design, stored)
    return weigh(wave, base, counts, values)


def _list_shown(run: AnalysisRun | None) -> set[str]:
    """Name the criteria whose figures are told; the others stay withheld here, too."""
    rows = read_numbers(run).criteria if run else ()
    return {row.code for row in rows if row.design and row.design.is_shown}


def _notes(plan: Weighting, shown: Collection[str]) -> tuple[str, ...]:
    """Say in the file's documentation how weights came about, with the table of the steps."""
    if not plan.is_calibrated and not plan.reason:
        return ()
    factor = _("Kish’s factor")
    table = [
        f"{name_of_step(step.code)}: {factor} {write_number(step.kish)}; "
        + ", ".join(
            f"{code} {write_number(value, 3)}"
            for code, value in step.values.items()
            if code in shown
        )
        for step in plan.steps
    ]
    return (*sentences(plan), *table)


def _column(margin: Margin) -> CalibrationColumn:
    return CalibrationColumn(
        margin.variable,
        capfirst(name_of_margin(margin.variable)),
        {level.code: level.label for level in margin.levels},
        margin.totals,
    )


def _group_drawn(
    counts: Sequence[strata.StratumCounts], sizes: Mapping[str, int], drawn: Mapping[str, str]
) -> dict[str, DrawnStratum]:
    groups: dict[str, list[strata.StratumCounts]] = {}
    for row in counts:
        groups.setdefault(drawn[row.code], []).append(row)
    return {
        code: DrawnStratum(
            code=code,
            label=" + ".join(row.label for row in rows),
            population=sum(row.population for row in rows),
            sample=sum(sizes[row.code] for row in rows),
            eligible=sum(row.eligible for row in rows),
        )
        for code, rows in groups.items()
    }
