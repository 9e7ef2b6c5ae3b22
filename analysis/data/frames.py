"""Rows become DataFrames here, and nowhere else."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import Count, Q

from analysis.data.own_figures import OwnRow
from analysis.data.recoding import item_columns
from pci.models import CriterionInEdition, OfficialResult, OfficialScore, Province, Unit
from surveys.instrument.model import Document
from surveys.models import Disposition, Wave
from surveys.models.responses import ResponseQuerySet

if TYPE_CHECKING:
    from analysis.forecasting.backtest import Inputs

COLUMNS = {
    "stratum": "str",
    "population": "float64",
    "weight": "float64",
    "mode": "str",
    "seconds": "float64",
}
FEWEST_IN_STRATUM = 2  # responses a variance needs
FEWEST_IN_BLIND_STRATUM = 5  # responses among which nobody can be told


@dataclass(frozen=True, slots=True)
class StratumCounts:
    """One stratum of a wave: the register, the sample, the answers."""

    code: str
    label: str
    population: int
    asked: int
    not_eligible: int
    answered: int
    used: int

    @property
    def eligible(self) -> float:
        """Enterprises of the register without those that no longer exist, by the sample's share."""
        return self.population * (1 - self.not_eligible / self.asked if self.asked else 1)


def stratum_counts(wave: Wave, *, unflagged: bool = False) -> list[StratumCounts]:
    """Count register, sample and answers of every stratum, in the order of their codes."""
    asked = Q(sampled__is_reserve=False) | Q(sampled__invitation__isnull=False)
    drawn = {
        row["code"]: row
        for row in wave.strata.values("code", "label", "population").annotate(
            asked=Count("sampled", filter=asked, distinct=True),
            not_eligible=Count(
                "sampled",
                filter=asked & Q(sampled__disposition=Disposition.NOT_ELIGIBLE),
                distinct=True,
            ),
        )
    }
    submitted = Q(responses__submitted_at__isnull=False)
    used = submitted & ~Q(responses__review="set_aside")
    if unflagged:
        used &= Q(responses__flags__isnull=True)
    answers = {
        row["code"]: row
        for row in wave.strata.values("code").annotate(
            answered=Count("responses", filter=submitted, distinct=True),
            used=Count("responses", filter=used, distinct=True),
        )
    }
    return [
        StratumCounts(**row, answered=answers[code]["answered"], used=answers[code]["used"])
        for code, row in sorted(drawn.items())
    ]


def fewest_answers(wave: Wave) -> int:
    """How many answers a stratum of the report needs; in a blind wave, so that none stands out."""
    return FEWEST_IN_BLIND_STRATUM if wave.is_blind else FEWEST_IN_STRATUM


def merge_strata(
    counts: Sequence[StratumCounts], fewest: int = FEWEST_IN_STRATUM
) -> dict[str, str]:
    """Map each stratum to the stratum it is estimated in: thin ones join their neighbour.

    A stratum with fewer than two usable answers has no variance of its own; it joins the stratum
    before it in the order of the codes (the first one the stratum after it), whose type it shares.
    """
    groups: list[list[StratumCounts]] = []
    for row in (row for row in counts if row.population):
        if groups and (_count_used(groups[-1]) < fewest or row.used < fewest):
            groups[-1].append(row)
        else:
            groups.append([row])
    if len(groups) > 1 and _count_used(groups[-1]) < fewest:
        groups[-2].extend(groups.pop())
    return {row.code: group[0].code for group in groups for row in group}


def _count_used(group: Iterable[StratumCounts]) -> int:
    return sum(row.used for row in group)


def response_frame(
    wave: Wave, document: Document, counts: Sequence[StratumCounts], *, unflagged: bool = False
) -> pd.DataFrame:
    """One row per submitted response with its stratum, its weight and its coded items."""
    rows = list(
        _responses(wave, unflagged).values_list("stratum__code", "mode", "seconds", "answers")
    )
    frame = pd.DataFrame(
        {
            "mode": [mode for _code, mode, *_rest in rows],
            "seconds": [_total(seconds) for _code, _mode, seconds, _answers in rows],
        }
    )
    frame = frame.assign(**_design_columns(wave, counts, [code for code, *_rest in rows]))
    items = item_columns(document, [answers for *_rest, answers in rows])
    return pd.concat([frame[list(COLUMNS)].astype(COLUMNS), items], axis=1)


def design_frame(wave: Wave, counts: Sequence[StratumCounts]) -> tuple[list[int], pd.DataFrame]:
    """Return the keys of the responses that count, and how they count: drawn stratum, stratum of
    the report, its size, weight."""
    rows = list(_responses(wave, unflagged=False).values_list("pk", "stratum__code"))
    codes = [code for _key, code in rows]
    frame = pd.DataFrame({"drawn": codes, **_design_columns(wave, counts, codes)})
    return [key for key, _code in rows], frame


def _design_columns(
    wave: Wave, counts: Sequence[StratumCounts], codes: Sequence[str]
) -> "dict[str, pd.Series[Any]]":
    """Give every response its stratum, that stratum's size, and its weight.

    The weight is that of the answers, not of the draw: eligible enterprises of the stratum over its
    responses, which takes those who did not answer for a random part of the stratum.
    """
    into = merge_strata(counts, fewest_answers(wave))
    sizes: dict[str, float] = {}
    for row in counts:
        if row.code in into:
            sizes[into[row.code]] = sizes.get(into[row.code], 0.0) + row.eligible
    stratum = pd.Series([into[code] for code in codes], dtype="str")
    population = stratum.map(sizes).astype("float64")
    answers = stratum.map(stratum.value_counts()).astype("float64")
    return {"stratum": stratum, "population": population, "weight": population / answers}


def list_answers(wave: Wave, *, unflagged: bool = False) -> list[dict[str, Any]]:
    """The answers themselves, in the order of the rows of :func:`response_frame`."""
    return list(_responses(wave, unflagged).values_list("answers", flat=True))


def _responses(wave: Wave, unflagged: bool) -> ResponseQuerySet:
    kept = wave.responses.submitted().filter(stratum__isnull=False).reviewed_as_good()
    if unflagged:
        kept = kept.filter(flags__isnull=True)
    return kept.order_by("stratum__code", "pk")


def _total(seconds: Mapping[str, Any] | None) -> float | None:
    return float(sum(seconds.values())) if seconds else None


def digest(frame: pd.DataFrame) -> str:
    """Tell frames apart: the SHA-256 of the frame written as CSV."""
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()


OFFICIAL_COLUMNS = {"province": "str", "year": "int64", "criterion": "str", "value": "float64"}
CONSTANT_COLUMNS = {
    "year": "int64",
    "criterion": "str",
    "weight": "float64",
    "direction": "int64",
    "scale_min": "float64",
    "scale_max": "float64",
    "unit": "str",
}


def official_frame(before: int) -> pd.DataFrame:
    """Published values and scores of all provinces in editions before a year, one row each."""
    fields = ("province__name", "edition__year", "criterion__code", "value")
    results = OfficialResult.objects.filter(edition__year__lt=before).order_by("pk")
    rows = list(results.values_list(*fields))
    scores = OfficialScore.objects.filter(edition__year__lt=before).order_by("pk")
    rows += [
        (province, year, "score", score)
        for province, year, score in scores.values_list("province__name", "edition__year", "score")
    ]
    return pd.DataFrame.from_records(rows, columns=list(OFFICIAL_COLUMNS)).astype(OFFICIAL_COLUMNS)


def constants_frame(before: int) -> pd.DataFrame:
    """Weights, directions and scale ends of every edition before a year."""
    rows = CriterionInEdition.objects.filter(edition__year__lt=before, weight__isnull=False)
    fields = ("edition__year", "criterion__code", *list(CONSTANT_COLUMNS)[2:])
    found = rows.order_by("edition__year", "number").values_list(*fields)
    columns = list(CONSTANT_COLUMNS)
    frame = pd.DataFrame.from_records(list(found), columns=columns).astype(CONSTANT_COLUMNS)
    return frame.replace({"unit": {Unit.NUMBER.value: Unit.DAYS.value}})  # any amount from 0


def bases_frame(before: int) -> pd.DataFrame | None:
    """How many answers published values rest on, where that is known."""
    known = OfficialResult.objects.filter(edition__year__lt=before, base__isnull=False)
    fields = ("province__name", "edition__year", "criterion__code", "base")
    rows = list(known.order_by("pk").values_list(*fields))
    if not rows:
        return None
    frame = pd.DataFrame.from_records(rows, columns=["province", "year", "criterion", "n"])
    return frame.astype({"n": "float64"}).assign(exact=True)


OWN_COLUMNS = {
    "province": "str",
    "year": "int64",
    "criterion": "str",
    "value": "float64",
    "se": "float64",
    "n": "float64",
}


def own_frame(province: str, rows: Sequence[OwnRow]) -> pd.DataFrame:
    """Own figures about one province, one row a year and criterion."""
    named = [(province, r.year, r.criterion, r.value, r.se, r.n) for r in rows]
    return pd.DataFrame.from_records(named, columns=list(OWN_COLUMNS)).astype(OWN_COLUMNS)


def inputs_known_before(province: Province, year: int, own: Sequence[OwnRow]) -> "Inputs":
    """Everything a forecast of ``year`` may use: official values before it, own ones up to it."""
    from analysis.forecasting.backtest import Inputs  # noqa: PLC0415 -- slow import

    return Inputs(
        official=official_frame(before=year),
        constants=constants_frame(before=year + 1),
        bases=bases_frame(before=year),
        own=own_frame(province.name, [row for row in own if row.year <= year]),
    )
