"""The official index over the editions, with what was released of our own beside it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.data import sources
from analysis.models import AnalysisRun, Forecast, decisions_about
from analysis.numbers import (
    OTHER_FORM,
    Coverage,
    CriterionNumbers,
    Figure,
    OfficialYear,
    Quantiles,
    decide_criteria,
    decide_score,
    make_record,
)
from analysis.queries import released_forecast, released_run
from pci.models import CriterionInEdition, OfficialScore, Province, choose_wording

LATER = 10_000  # a year after every edition

logger = logging.getLogger("thuocdo.index")


@dataclass(frozen=True, slots=True)
class CriterionHistory:
    """One criterion of the newest edition: official values, own surveys, what is expected."""

    code: str
    name: str
    unit: str
    direction: int
    official: Mapping[int, float]
    own: Mapping[int, Figure] = field(default_factory=dict)
    expected: tuple[int, Quantiles] | None = None
    breaks: tuple[int, ...] = ()

    @property
    def step(self) -> float | None:
        """How the last value differs from the one before, better counted as more."""
        years = sorted(self.official)[-2:]
        if len(years) < 2 or years[1] in self.breaks:
            return None
        return (self.official[years[1]] - self.official[years[0]]) * self.direction


@dataclass(frozen=True, slots=True)
class IndexHistory:
    """The sub-index of a province; ``others`` are the scores of all provinces, newest edition."""

    province: str
    scores: tuple[OfficialYear, ...]
    breaks: tuple[int, ...]
    criteria: tuple[CriterionHistory, ...]
    own: Mapping[int, Figure] = field(default_factory=dict)
    measured: Coverage | None = None  # of the score in ``own``
    expected: tuple[int, Quantiles] | None = None
    others: tuple[float, ...] = ()
    former: tuple[tuple[str, tuple[OfficialYear, ...]], ...] = ()  # scores of the predecessors
    since: int | None = None  # the first edition of a province made of others


def history_of(province: Province) -> IndexHistory:
    """Fetch what was published; own figures and forecasts belong to the province at home."""
    definitions = sources.definitions_by_year()
    official = sources.official(province, LATER)
    own, scores, measured = _own_figures(released_run() if province.is_home else None)
    year, expected = _read_expected_values(released_forecast() if province.is_home else None)
    rows = tuple(as_official_year(s) for _year, s in sorted(official.scores.items()))
    return IndexHistory(
        province=province.name,
        scores=rows,
        breaks=_breaks_of_set(definitions, [row.year for row in rows]),
        criteria=_criteria(definitions, official, own, (year, expected)),
        own=scores,
        measured=measured,
        expected=(year, expected[""]) if "" in expected else None,
        others=_scores_of_all(rows[-1].year) if rows else (),
        former=_former_scores(province),
        since=province.valid_from.year if province.valid_from else None,
    )


def _former_scores(province: Province) -> tuple[tuple[str, tuple[OfficialYear, ...]], ...]:
    """What was published of the provinces this one was made of, each by its label."""
    found = (
        (one.label, sources.official(one, LATER).scores)
        for one in province.predecessors.order_by("name")
    )
    return tuple(
        (label, tuple(as_official_year(s) for _year, s in sorted(scores.items())))
        for label, scores in found
        if scores
    )


def as_official_year(score: OfficialScore) -> OfficialYear:
    """A published score; whether its values give it when scored again, other pages tell."""
    return OfficialYear(
        year=score.edition.year,
        score=score.score,
        rank=score.rank,
        provinces=score.provinces_ranked,
        recomputed=None,
        from_printed=None,
        printed_total="",
    )


Surveys = Mapping[str, Mapping[int, Figure]]


def _own_figures(
    run: AnalysisRun | None,
) -> tuple[Surveys, dict[int, Figure], Coverage | None]:
    """The criteria of a released report, by code and year, its score and what that covers."""
    if run is None:
        return {}, {}, None
    stored = AnalysisRun.objects.filter(pk=run.pk)
    criteria, score = stored.values_list("results__criteria", "results__own_score").get()
    try:
        decisions = decisions_about(run)
        rows = decide_criteria(criteria or (), decisions)
        found = {row["code"]: _surveys(CriterionNumbers.read(row), run.wave.year) for row in rows}
        told = make_record(Figure, decide_score(score, rows, decisions)) if score else None
        if told is None or not told.is_shown:
            return found, {}, None
        return found, {run.wave.year: told}, Coverage.of_stored(rows)
    except OTHER_FORM as missing:
        logger.warning("run=%s not readable: %r", run.pk, missing)
        return {}, {}, None


def _surveys(row: CriterionNumbers, year: int) -> dict[int, Figure]:
    """What our own surveys found, by year, as far as it may be shown."""
    told = {**row.waves, **({year: row.own} if row.own else {})}
    return {at: figure for at, figure in told.items() if figure.is_shown}


def _read_expected_values(forecast: Forecast | None) -> tuple[int, dict[str, Quantiles]]:
    """What a released forecast says by criterion; the score has the empty name."""
    if forecast is None:
        return 0, {}
    said = forecast.content["said"]
    told = {"": said["score"], **said["criteria"]}
    try:
        found = {code: Quantiles(row["mean"], row["sd"], row["q"]) for code, row in told.items()}
    except OTHER_FORM as missing:
        logger.warning("forecast=%s not readable: %r", forecast.number, missing)
        return 0, {}
    return forecast.year, found


Definitions = Mapping[int, Mapping[str, CriterionInEdition]]


def _breaks_of_set(definitions: Definitions, years: Sequence[int]) -> tuple[int, ...]:
    """The published editions whose set of criteria is not that of the edition before."""
    known = [year for year in sorted(definitions) if year in years]
    pairs = pairwise(known)
    return tuple(b for a, b in pairs if set(definitions[a]) != set(definitions[b]))


def _criteria(
    definitions: Definitions,
    official: sources.Official,
    own: Surveys,
    expected: tuple[int, Mapping[str, Quantiles]],
) -> tuple[CriterionHistory, ...]:
    """The criteria of the newest edition with a published value, in its order."""
    if not official.values:
        return ()
    newest = max(set(official.values) & set(definitions), default=0)
    year, told = expected
    return tuple(
        CriterionHistory(
            code=code,
            name=choose_wording(row.criterion.name_vi, row.criterion.name_en),
            unit=row.unit,
            direction=row.direction,
            official=official.history(code),
            own=own.get(code, {}),
            expected=(year, told[code]) if code in told else None,
            breaks=_breaks_of(code, definitions),
        )
        for code, row in definitions.get(newest, {}).items()
    )


def _breaks_of(code: str, definitions: Definitions) -> tuple[int, ...]:
    """The editions from which a criterion is measured in another way."""
    rows = ((year, defined.get(code)) for year, defined in sorted(definitions.items()))
    return tuple(year for year, row in rows if row and not row.comparable_with_previous)


def _scores_of_all(year: int) -> tuple[float, ...]:
    """The scores of all provinces in an edition."""
    rows = OfficialScore.objects.filter(edition__year=year).order_by("score")
    return tuple(rows.values_list("score", flat=True))
