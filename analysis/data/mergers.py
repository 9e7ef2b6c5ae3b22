"""A province made of others: what was published of these stands for its past.

Its values are the means of its predecessors' by their enterprises. Nobody published them, so they
count with half the answers behind them: the official survey draws the new province anew, and new
boundaries bring new administrations. Ranks of before and after are not among the same provinces.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pci.models import CriterionInEdition, OfficialResult, Province, Unit

BOUNDARY = 0.5  # of the answers behind composed values


@dataclass(frozen=True, slots=True)
class Merger:
    """A province without a past of its own, and the shares of those it was made of."""

    name: str
    shares: Mapping[str, float]  # by the label of a predecessor
    by_enterprises: bool  # whether the shares are known, or all alike

    @property
    def answers(self) -> float:
        """How many times the answers of one province stand behind a composed value."""
        return BOUNDARY / sum(share**2 for share in self.shares.values())

    def as_dict(self) -> dict[str, Any]:
        """Give the form in which a forecast keeps it."""
        return {"shares": dict(self.shares), "by_enterprises": self.by_enterprises}


def label_provinces() -> dict[int, str]:
    """Name every province so that no two are mixed up: a former one bears the year of its end."""
    rows = list(Province.objects.values_list("pk", "name", "valid_to", "is_home"))
    often = Counter(name for _pk, name, _end, _home in rows)
    return {
        pk: f"{name} (–{end.year})" if end and often[name] > 1 and not is_home else name
        for pk, name, end, is_home in rows
    }


def merger_of(province: Province, before: int) -> Merger | None:
    """How a province was made, unless it has official values of its own already."""
    own = OfficialResult.objects.filter(province=province, edition__year__lt=before)
    predecessors = list(province.predecessors.order_by("pk"))
    if len(predecessors) < 2 or own.exists():
        return None
    labels = label_provinces()
    sizes = [one.enterprises for one in predecessors]
    known = all(sizes)
    weights = [float(size or 0) if known else 1.0 for size in sizes]
    total = sum(weights)
    shares = {
        labels[one.pk]: weight / total for one, weight in zip(predecessors, weights, strict=True)
    }
    return Merger(province.name, shares, known)


def compose(official: pd.DataFrame, merger: Merger) -> pd.DataFrame:
    """Add the rows of a merged province: a value where all of its predecessors have one."""
    rows = official[official["province"].isin(list(merger.shares)) & official["value"].notna()]
    units = dict(CriterionInEdition.objects.values_list("criterion__code", "unit"))
    composed = [
        (merger.name, year, code, _mean(group, merger.shares, units.get(str(code), "")))
        for (year, code), group in rows.groupby(["year", "criterion"])
        if len(group) == len(merger.shares)
    ]
    added = pd.DataFrame.from_records(composed, columns=list(official.columns))
    return pd.concat([official, added.astype(official.dtypes.to_dict())], ignore_index=True)


def _mean(group: pd.DataFrame, shares: Mapping[str, float], unit: str) -> float:
    """The mean by shares; of days the geometric one, as the model counts them."""
    weights = np.array([shares[name] for name in group["province"]])
    values = group["value"].to_numpy(dtype=float)
    if unit == Unit.DAYS and (values > 0).all():
        return float(np.exp(weights @ np.log(values)))
    return float(weights @ values)


def leave_rank_out(content: dict[str, Any]) -> dict[str, Any]:
    """Take the rank out of a forecast: it would cross from one map of provinces to another."""
    return content | {"said": content["said"] | {"rank": None}, "rank_upto": []}
