"""This wave beside the one before, as far as their questions are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.data import own_figures, sources
from analysis.data.comparability import Trends
from analysis.data.decided import decided_criteria
from analysis.estimators.descriptive.change import Change, independent
from analysis.estimators.inference.adjustment import how_sure
from analysis.estimators.uncertainty.distributions import student_tails
from analysis.estimators.uncertainty.results import Estimate
from analysis.models import AnalysisRun
from analysis.numbers import Changes, Figure, HeldBack, WaveChange, make_record
from analysis.waves.overlap import Overlap, overlap_of
from analysis.waves.sample import LEVEL, Sample
from core.clock import timezone
from pci.models import CriterionInEdition
from surveys.models import TrendSignature, Wave


def list_held_back(found: own_figures.Own, target: int) -> tuple[HeldBack, ...]:
    """The earlier figures nobody has signed for, with the names of their criteria."""
    defined = sources.definitions(target)
    return tuple(
        HeldBack(
            code=row.criterion,
            name_vi=defined[row.criterion].criterion.name_vi,
            name_en=defined[row.criterion].criterion.name_en,
            year=row.wave_year,
            why=row.why,
            version=row.version,
            earlier=row.earlier,
        )
        for row in found.held_back
        if row.criterion in defined
    )


def earlier_figures(found: own_figures.Own, target: int) -> dict[str, dict[int, Figure]]:
    """Of earlier waves, by criterion and year of the wave: comparable ones only."""
    usable = {(row.criterion, row.year): row.wave_year for row in found.rows if row.year < target}
    figures: dict[str, dict[int, Figure]] = {}
    for edition, run in own_figures.latest_runs(target - 1).items():
        for code, told in _designs(run).items():
            if (code, edition) in usable:
                figures.setdefault(code, {})[usable[code, edition]] = told
    return figures


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run of the wave before, and both waves where their answers may be joined."""

    run: AnalysisRun
    overlap: Overlap | None


def find_earlier(wave: Wave, taken: Sample, target: int) -> Earlier | None:
    """Return the wave before; nothing where there was none."""
    runs = own_figures.latest_runs(target - 1)
    if not runs:
        return None
    run = runs[max(runs)]
    return Earlier(run, overlap_of(wave, taken, run))


def changes(wave: Wave, taken: Sample, target: int, earlier: Earlier | None) -> Changes | None:
    """Compare with the run of the wave before; nothing where there was none."""
    if earlier is None:
        return None
    run, overlap = earlier.run, earlier.overlap
    defined = sources.definitions(target)
    before = _designs(run)
    trends = Trends.between({wave.version_id, run.wave.version_id})
    rows = []
    for code, found in taken.criteria.items():
        link = trends.link(code, run.wave.version_id, wave.version_id)
        if code in before and code in defined and link.holds:
            change = overlap.change(code) if overlap else None
            rows.append(
                _row(
                    change or _independent(before[code], found.estimate),
                    (before[code], taken.figure(code)),
                    defined[code],
                    link.signature,
                )
            )
    return Changes(
        year=run.wave.year,
        title_vi=run.wave.title_vi,
        title_en=run.wave.title_en or run.wave.title_vi,
        results_digest=run.results_digest,
        rows=_mark(rows),
    )


def _mark(rows: Sequence[WaveChange]) -> tuple[WaveChange, ...]:
    """Say how sure each change is, known that it is one of many; hidden figures do not count."""
    p_values = [_p_of(row.difference) if row.is_shown else None for row in rows]
    marks = how_sure(p_values)
    return tuple(replace(row, mark=certain or "") for row, certain in zip(rows, marks, strict=True))


def _p_of(difference: Figure) -> float | None:
    if not difference.se > 0 or difference.df is None:
        return None
    return student_tails(difference.value / difference.se, difference.df)


def _designs(run: AnalysisRun) -> dict[str, Figure]:
    told = decided_criteria(run)
    return {
        row["code"]: make_record(Figure, row["design"])
        for row in told
        if row.get("design")
        and own_figures.usable(
            row["design"]["value"], row["design"]["se"], row["design"]["n"], row["unit"]
        )
    }


def _independent(before: Figure, now: Estimate) -> Change:
    """Compare with a stored figure as with that of another sample."""
    first = Estimate(before.value, before.se, before.df or float(before.n - 1), before.n)
    return independent(first, now)


def _row(
    change: Change,
    figures: tuple[Figure, Figure],
    defined: CriterionInEdition,
    signature: TrendSignature | None,
) -> WaveChange:
    before, now = figures
    difference = change.difference
    low, high = difference.interval(LEVEL)
    return WaveChange(
        code=defined.criterion.code,
        name_vi=defined.criterion.name_vi,
        name_en=defined.criterion.name_en,
        unit=defined.unit,
        direction=defined.direction,
        before=before,
        now=now,
        difference=Figure(difference.value, difference.se, low, high, difference.n, difference.df),
        shared=change.shared,
        signed=signature.reason if signature else "",
        signed_on=timezone.localdate(signature.signed_at).isoformat() if signature else "",
    )
