"""Rows become DataFrames here, and nowhere else."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import Count, Q

from analysis.data import strata
from analysis.data.answered import Answered
from analysis.data.counting import counting_responses
from analysis.data.mergers import compose, label_provinces, merger_of
from analysis.data.own_figures import OwnRow
from analysis.data.strata import StratumCounts
from pci.models import CriterionInEdition, OfficialResult, OfficialScore, Province, Unit
from surveys.models import Dimension, Disposition, SampleDraw, Wave

if TYPE_CHECKING:
    from analysis.forecasting.backtest import Inputs

COLUMNS = {
    "stratum": "str",
    "population": "float64",
    "weight": "float64",
    "mode": "str",
    "seconds": "float64",
}
OF_NOTHING_KNOWN = (Disposition.PENDING, Disposition.UNKNOWN, Disposition.COMPLETE)
SEPARATOR = "--"  # between the dimensions in the code of a stratum
FEWEST_IN_STRATUM = 2  # responses a variance needs
FEWEST_IN_BLIND_STRATUM = 5  # responses among which nobody can be told


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
            silent=Count(
                "sampled",
                filter=asked
                & Q(sampled__disposition__in=OF_NOTHING_KNOWN)
                & Q(sampled__response__submitted_at__isnull=True),
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
    size_of = _size_of_code(wave)
    counts = []
    for code, row in sorted(drawn.items()):
        answered = answers[code]["answered"]
        silent = row["silent"] - answered if wave.is_blind else row["silent"]
        counts.append(
            StratumCounts(
                code=code,
                label=row["label"],
                population=row["population"],
                asked=row["asked"],
                not_eligible=row["not_eligible"],
                answered=answered,
                used=answers[code]["used"],
                size=size_of(code),
                unknown=max(silent, 0),
            )
        )
    return strata.spread_eligibility(counts)


def _size_of_code(wave: Wave) -> Callable[[str], str]:
    """Read the size class out of a stratum's code; empty where strata are not drawn by size."""
    draw = SampleDraw.objects.filter(wave=wave).values_list("dimensions", flat=True).first() or []
    if Dimension.SIZE not in draw:
        return lambda code: ""
    place = draw.index(Dimension.SIZE)
    return lambda code: code.split(SEPARATOR)[place]


def fewest_answers(wave: Wave) -> int:
    """How many answers a stratum of the report needs; in a blind wave, so that none stands out."""
    return FEWEST_IN_BLIND_STRATUM if wave.is_blind else FEWEST_IN_STRATUM


def response_frame(wave: Wave, counts: Sequence[StratumCounts], answered: Answered) -> pd.DataFrame:
    """One row per submitted response with its stratum, its weight and its coded items."""
    frame = pd.DataFrame({"mode": answered.modes, "seconds": answered.seconds})
    frame = frame.assign(**_design_columns(wave, counts, answered.strata))
    return pd.concat([frame[list(COLUMNS)].astype(COLUMNS), answered.items], axis=1)


def design_frame(wave: Wave, counts: Sequence[StratumCounts]) -> tuple[list[int], pd.DataFrame]:
    """Return the keys of the responses that count, and how they count: drawn stratum, stratum of
    the report, its size, weight."""
    rows = list(counting_responses(wave).values_list("pk", "stratum__code"))
    codes = [code for _key, code in rows]
    frame = pd.DataFrame({"drawn": codes, **_design_columns(wave, counts, codes)})
    return [key for key, _code in rows], frame


def _design_columns(
    wave: Wave, counts: Sequence[StratumCounts], codes: Sequence[str]
) -> "dict[str, pd.Series[Any]]":
    """Give every response its stratum, that stratum's size, and its weight.

    The weight is that of the answers, not of the draw: eligible enterprises of the stratum over its
    responses, which takes those who did not answer for a random part of the stratum. Thin strata
    are joined for the variance (``strata.weigh``) and keep their weight.
    """
    weighed = strata.weigh(counts, fewest_answers(wave), is_blind=wave.is_blind)
    return {
        "stratum": pd.Series([weighed[code].stratum for code in codes], dtype="str"),
        "population": pd.Series([weighed[code].population for code in codes], dtype="float64"),
        "weight": pd.Series([weighed[code].weight for code in codes], dtype="float64"),
    }


def list_enterprises(wave: Wave) -> list[int | None]:
    """Who gave the answers, in the order of the rows of :func:`response_frame`."""
    return list(counting_responses(wave).values_list("sampled__enterprise", flat=True))


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
    labels = label_provinces()
    fields = ("province", "edition__year", "criterion__code", "value")
    results = OfficialResult.objects.filter(edition__year__lt=before).order_by("pk")
    rows = [(labels[province], *rest) for province, *rest in results.values_list(*fields)]
    scores = OfficialScore.objects.filter(edition__year__lt=before).order_by("pk")
    rows += [
        (labels[province], year, "score", score)
        for province, year, score in scores.values_list("province", "edition__year", "score")
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
    labels = label_provinces()
    fields = ("province", "edition__year", "criterion__code", "base")
    found = known.order_by("pk").values_list(*fields)
    rows = [(labels[province], *rest) for province, *rest in found]
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

    return with_predecessors(
        province,
        year,
        Inputs(
            official=official_frame(before=year),
            constants=constants_frame(before=year + 1),
            bases=bases_frame(before=year),
            own=own_frame(province.name, [row for row in own if row.year <= year]),
        ),
    )


def with_predecessors(province: Province, year: int, inputs: "Inputs") -> "Inputs":
    """Let the official values of those a new province was made of stand for its past."""
    merger = merger_of(province, year)
    if merger is None:
        return inputs
    return replace(
        inputs,
        official=compose(inputs.official, merger),
        composed={merger.name: merger.answers},
    )
