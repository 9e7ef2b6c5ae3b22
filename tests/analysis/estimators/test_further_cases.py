"""What R says of quantile rules, sums of chi-squares, goodness of fit, alpha and p.adjust."""

import csv
import math
from functools import cache

import pandas as pd
import pytest

from analysis.estimators.descriptive import quantiles, reliability
from analysis.estimators.frame.arrays import numbers
from analysis.estimators.inference import comparisons, tables
from analysis.estimators.sample import resampling
from analysis.estimators.sample.design import Design
from tests.golden import SURVEY

INTERVALS = {"beta": "korn-graubard", "xlogit": "logit", "asin": "arcsine", "score": "score"}
DESIGNS = {
    "strat": ("apistrat", {"weight": "pw", "strata": "stype", "population": "fpc"}),
    "clus1": ("apiclus1", {"weight": "pw", "clusters": "dnum", "population": "fpc"}),
    "clus2": ("apiclus2", {"clusters": ["dnum", "snum"], "population": ["fpc1", "fpc2"]}),
    "firms": ("firms_synthetic", {"weight": "base_wt", "strata": "stratum", "population": "N_h"}),
}  # fmt: skip


@cache
def design(name: str) -> Design:
    if name == "jackknife":
        return resampling.jackknife(design("clus1"))
    file, plan = DESIGNS[name]
    frame = pd.read_csv(SURVEY / f"{file}.csv", keep_default_na=False, na_values=["", "NA"])
    if name == "firms":
        frame = frame[frame["stratum"] != "dich_vu/vua_lon"].reset_index(drop=True)
    return Design(frame, **plan)


def answers(*what: str) -> list[tuple]:
    with (SURVEY / "further.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    chosen = [row for row in rows if row[1].startswith(what)]
    assert chosen
    return [(name, asked, of, tuple(map(number, said))) for name, asked, of, *said in chosen]


def number(text: str) -> float:
    return math.nan if text in {"NA", "NaN"} else float(text)


def same(actual, expected, tolerance=1e-10):
    assert actual == pytest.approx(expected, rel=tolerance, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("quantile-"))
def test_every_rule_of_quantiles(name, asked, of, said):
    variable, p, *further = of.split("@")
    method = INTERVALS[further[0]] if further else "t"

    found = quantiles.quantile(
        design(name), variable, float(p), rule=asked.removeprefix("quantile-"), method=method
    )

    same((found.value, *found.interval(), found.se), said, 1e-9)


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("saddlepoint"))
def test_association_by_the_saddlepoint(name, asked, of, said):
    rows, columns = of.split("+")

    found = tables.rao_scott(design(name), rows, columns, statistic=asked)

    same((found.statistic, found.p), said, 1e-6)  # R stops its search for the saddlepoint at 1e-8


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("saddlepoint"))
def test_the_exact_sum_of_chi_squares_is_near_its_saddlepoint(name, asked, of, said):
    rows, columns = of.split("+")

    found = tables.rao_scott(design(name), rows, columns, statistic="lincom")

    same((found.statistic, found.p), said, 0.1)


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("goodness-of-fit"))
def test_goodness_of_fit(name, asked, of, said):
    variable, shares = of.split("@")
    levels = sorted(design(name).frame[variable].unique())

    expected = dict(zip(levels, map(float, shares.split(",")), strict=True))
    found = tables.goodness_of_fit(design(name), variable, expected)

    same((found.statistic, found.scale, found.ndf, found.p), said, 1e-7)


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("alpha"))
def test_cronbachs_alpha(name, asked, of, said):
    items = [numbers(design(name).frame, item) for item in of.split("+")]

    same(reliability.cronbach_alpha(design(name), items).value, said[0])


@pytest.mark.parametrize(("name", "asked", "of", "said"), answers("p.adjust"))
def test_adjusted_p_values(name, asked, of, said):
    p = [0.001, 0.012, 0.02, 0.02, 0.041, 0.3, 0.7, 0.95]

    same(comparisons.adjust_p_values(p, of), list(said))
