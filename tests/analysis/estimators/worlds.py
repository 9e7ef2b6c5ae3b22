"""Small invented worlds with known parameters, in the tables the nowcast takes."""

import numpy as np
import pandas as pd

from analysis.estimators.index import Unit
from analysis.estimators.nowcast import measures

CRITERIA = (
    ("planning", Unit.SCALE, 1, 0.25, 2.5, 0.1),
    ("web_access", Unit.SHARE, 1, 0.25, 0.5, 0.3),
    ("tax_negotiation", Unit.SHARE, -1, 0.25, -0.2, 0.25),
    ("web_score", Unit.POINTS, 1, 0.25, 25.0, 5.0),
)
ENDS = {"planning": (1.8, 3.3), "web_access": (0.2, 0.9), "tax_negotiation": (0.1, 0.8)}


def names(provinces):
    return [f"P{i:02}" for i in range(provinces)]


def world(rng, *, provinces=40, first=2010, last=2018, phi=0.87, step=0.3, bias=None, n=100):
    """Official rows of all years, own rows of the last three years, and constants."""
    years = range(first, last + 1)
    official, own, truth = [], [], {}
    for code, unit, direction, _, level, sd in CRITERIA:
        z, national = sd * rng.standard_normal(provinces), level
        lean = (bias or 0.0) + 0.5 * rng.standard_normal(provinces)
        for year in years:
            if year > first:
                z = phi * z + sd * np.sqrt(1 - phi**2) * rng.standard_normal(provinces)
                national += step * sd * rng.standard_normal()
            true = national + z
            official += rows(year, code, published(rng, unit, true, n))
            truth[code, year] = true
            if bias is not None and year > last - 3:
                seen = true + direction * 1.5 * sd * (lean + 0.1 * rng.standard_normal(provinces))
                value = published(rng, unit, seen, 500)
                se = {Unit.SCALE: 0.03, Unit.SHARE: 0.022, Unit.POINTS: 1.0}[unit]
                own += [(*row, se, 500) for row in rows(year, code, value)]
    official = pd.DataFrame(official, columns=["province", "year", "criterion", "value"])
    columns = ["province", "year", "criterion", "value", "se", "n"]
    return with_scores(official), pd.DataFrame(own, columns=columns), constants(years), truth


def rows(year, code, values):
    return [
        (name, year, code, float(v)) for name, v in zip(names(len(values)), values, strict=True)
    ]


def published(rng, unit, true, n):
    if unit is Unit.SHARE:
        return rng.binomial(n, measures.backward(unit, true)) / n
    noise = {Unit.SCALE: 0.7 / np.sqrt(n), Unit.POINTS: 1.0}[unit]
    return measures.backward(unit, true + noise * rng.standard_normal(len(true)), 50.0)


def constants(years):
    table = [
        (year, code, weight, direction, *ENDS.get(code, (0.0, 50.0)))
        for year in years
        for code, _, direction, weight, _, _ in CRITERIA
    ]
    columns = ["year", "criterion", "weight", "direction", "scale_min", "scale_max"]
    return pd.DataFrame(table, columns=columns)


def with_scores(official):
    points = official.copy()
    for code, _, direction, weight, _, _ in CRITERIA:
        low, high = ENDS.get(code, (0.0, 50.0))
        mine = points["criterion"] == code
        share = 9 * (points.loc[mine, "value"] - low) / (high - low)
        points.loc[mine, "value"] = weight * (1 + share if direction > 0 else 10 - share)
    total = points.groupby(["province", "year"], as_index=False)["value"].sum()
    return pd.concat([official, total.assign(criterion="score")], ignore_index=True)
