"""What the Association found out itself: its surveys and its checklist of the portal, as rows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from analysis.data.comparability import Trends, same_checklist
from analysis.data.decided import decided_criteria
from analysis.models import AnalysisRun
from analysis.numbers import MARK, PRINT
from core.clock import timezone
from pci.models import Unit
from surveys.models import ChecklistItem, Wave, WebReview, WebScore

WEB_SCORE = "web_score"
FULL_MARKS = 50.0
JUDGES = 2
UNITS = {"mean": Unit.SCALE, "share": Unit.SHARE, "median": Unit.DAYS}  # by measure of a survey
FEWEST_ANSWERS = 30  # the rule of release: of fewer nothing is said, on no page and in no forecast
GRAIN = 1.0  # points; as much as the official reviewers themselves are taken to err


def error_of_known(unit: str) -> float:
    """Give the error of an official value that stands in a survey's sub-index: its reviewers'."""
    return GRAIN if unit == Unit.POINTS else 0.0


class Kind(StrEnum):
    SURVEY = "survey"
    CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One own figure about one criterion of one edition."""

    year: int  # the edition it speaks about
    criterion: str
    value: float
    se: float
    n: int  # answers, or judges
    kind: Kind
    wave: int
    wave_year: int
    on: date  # the day the wave closed or the points were settled
    version: int | None = None  # of the questionnaire

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which a forecast keeps where its figures come from."""
        return asdict(self) | {"kind": str(self.kind), "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An own figure that may not be put in one line with the newest one, and why."""

    criterion: str
    year: int
    wave: int
    wave_year: int
    why: str  # a change of surveys.instrument.comparability, or "checklist"
    version: int | None  # the page on which it can be signed compares these two
    earlier: int | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Own:
    """Rows that may be used together, and those that may not."""

    rows: tuple[OwnRow, ...]
    held_back: tuple[HeldBack, ...]


@dataclass(frozen=True, slots=True)
class Portal:
    """The settled points of a checklist, from 0 to 50, and how sure they are."""

    value: float
    se: float
    items: int
    differing: int
    spread: float  # between the totals of the two judges
    settled_at: datetime


def portal(wave: Wave) -> Portal | None:
    """The portal of a wave as both judges and the settlement left it; nothing before that."""
    score = WebScore.objects.filter(wave=wave).first()
    return _portal(score, wave.year) if score else None


def _portal(score: WebScore, year: int) -> Portal | None:
    reviews = list(WebReview.objects.filter(wave=score.wave_id, finished_at__isnull=False))
    items = {item.code: item.points for item in ChecklistItem.objects.used_in(year)}
    most = sum(items.values())
    if len(reviews) < JUDGES or not most:
        return None
    first, second = (review.points for review in reviews[:JUDGES])
    judged = [code for code in items if code in score.points]
    steps = [first[c] - second[c] for c in judged if c in first and c in second]
    total, se = estimate_checklist_points(score.points, items, steps)
    scale = FULL_MARKS / most
    return Portal(
        value=total * scale,
        se=max(se * scale, GRAIN),
        items=len(judged),
        differing=sum(step != 0 for step in steps),
        spread=abs(sum(steps)) * scale,
        settled_at=score.decided_at,
    )


def estimate_checklist_points(
    settled: Mapping[str, float], items: Mapping[str, int], steps: Sequence[float]
) -> tuple[float, float]:
    r"""Total points and their standard error.

    The mean of two judges who differ by :math:`d_i` on item i has the variance
    :math:`\sum d_i^2 / 4`, and :math:`(\sum d_i)^2 / 4` where one is milder throughout; the larger
    counts. An item without points is given the average share, with the variance
    :math:`m^2 / 12` of a number nobody knows between 0 and m.
    """
    given = {code: settled[code] for code in items if code in settled}
    missing = [most for code, most in items.items() if code not in given]
    reached = sum(items[code] for code in given)
    share = sum(given.values()) / reached if reached else 0.5
    disagreement = max(sum(d * d for d in steps), sum(steps) ** 2) / 4
    unknown = sum(most * most for most in missing) / 12
    return sum(given.values()) + share * sum(missing), math.sqrt(disagreement + unknown)


def edition_of(wave: Wave) -> int:
    """The edition a wave speaks about."""
    return wave.target_edition.year if wave.target_edition else wave.year


def checklist_rows(upto: int) -> list[OwnRow]:
    """The settled portal scores of all waves that speak about editions up to a year."""
    scores = WebScore.objects.select_related("wave__target_edition").order_by("decided_at", "pk")
    found: dict[int, OwnRow] = {}
    for score in scores:
        wave = score.wave
        judged = _portal(score, wave.year)
        if judged is None or edition_of(wave) > upto:
            continue
        found[edition_of(wave)] = OwnRow(
            year=edition_of(wave), criterion=WEB_SCORE, value=judged.value, se=judged.se,
            n=JUDGES, kind=Kind.CHECKLIST, wave=wave.pk, wave_year=wave.year,
            on=timezone.localdate(score.decided_at),
        )  # fmt: skip
    return [found[year] for year in sorted(found)]


def latest_runs(upto: int) -> dict[int, AnalysisRun]:
    """The last run of the last wave about each edition up to a year, by edition."""
    found: dict[int, AnalysisRun] = {}
    runs = AnalysisRun.objects.select_related("wave")
    for run in runs.order_by("wave__opens_on", "made_at", "pk"):
        year = run.results.get("target_year")
        if isinstance(year, int) and year <= upto:
            found[year] = run
    return found


def survey_rows(upto: int) -> list[OwnRow]:
    """The estimates of the last run about each edition up to a year."""
    found = latest_runs(upto)
    return [row for year in sorted(found) for row in _rows_of(found[year], year)]


def _rows_of(run: AnalysisRun, year: int) -> list[OwnRow]:
    rows = []
    for told in decided_criteria(run):
        figure = told.get("design")
        if not figure or figure.get("shown", PRINT) not in {PRINT, MARK}:
            continue  # what a report withholds, and what waits for a person, is used nowhere
        if not usable(figure["value"], figure["se"], figure["n"], told["unit"]):
            continue
        rows.append(
            OwnRow(
                year=year,
                criterion=told["code"],
                value=figure["value"],
                se=figure["se"],
                n=figure["n"],
                kind=Kind.SURVEY,
                wave=run.wave_id,
                wave_year=run.wave.year,
                on=run.wave.closes_on,
                version=run.wave.version_id,
            )
        )
    return rows


def usable(value: float, se: float, n: int, unit: str) -> bool:
    """Whether a figure may be used: of enough answers for a report, and with an error at all."""
    if not (math.isfinite(value) and math.isfinite(se)) or n < FEWEST_ANSWERS:
        return False
    if unit == Unit.SHARE and value in {0.0, 1.0}:
        return True  # the model gives 0 and 100 % an error of its own
    return se > 0 or unit == Unit.DAYS  # medians jump between days; the model counts that


def collect_own_figures(year: int, now: Sequence[OwnRow] = ()) -> Own:
    """Everything own that a forecast of an edition may use, and what it may not.

    ``now`` are rows of a wave that is being analysed; kept rows about the same edition give way to
    them. The newest version of the questionnaire decides which earlier figures are comparable.
    """
    being = {row.year for row in now}
    surveyed = [row for row in survey_rows(year) if row.year not in being] + list(now)
    judged = checklist_rows(year)
    rows, held = _comparable_surveys(surveyed)
    marks, other_marks = _comparable_marks(judged)
    return Own(tuple(rows + marks), tuple(held + other_marks))


def _comparable_surveys(rows: Sequence[OwnRow]) -> tuple[list[OwnRow], list[HeldBack]]:
    newest = max(rows, key=lambda row: (row.year, row.on), default=None)
    if newest is None or newest.version is None:
        return list(rows), []
    trends = Trends.between({row.version for row in rows if row.version is not None})
    kept, held = [], []
    for row in rows:
        link = trends.link(row.criterion, row.version or newest.version, newest.version)
        if link.holds:
            kept.append(row)
        else:
            version, earlier = trends.desk(row.version, newest.version)
            held.append(
                HeldBack(
                    row.criterion, row.year, row.wave, row.wave_year, link.change, version, earlier
                )
            )
    return kept, held


def _comparable_marks(rows: Sequence[OwnRow]) -> tuple[list[OwnRow], list[HeldBack]]:
    kept, held = [], []
    for row in rows:
        if same_checklist(row.wave_year, rows[-1].wave_year):
            kept.append(row)
        else:
            held.append(
                HeldBack(
                    row.criterion, row.year, row.wave, row.wave_year, Kind.CHECKLIST, None, None
                )
            )
    return kept, held
