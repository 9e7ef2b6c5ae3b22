"""What a backtest showed, in counts by year: small enough to stand beside every forecast."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.forecasting.nowcast.panel import SCORE

INTERVALS = {"80": ("0.1", "0.9"), "90": ("0.05", "0.95")}


def count_by_year(rows: Iterable[Mapping[str, Any]], method: str) -> list[dict[str, Any]]:
    """Of one method: how many published values lay inside, and on which side of the middle."""
    years: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["method"] != method or row["target"] == "rank":
            continue
        year = years.setdefault(row["year"], {"score": _nothing(), "criteria": _nothing()})
        _count(year["score" if row["target"] == SCORE else "criteria"], row)
    return [{"year": year} | years[year] for year in sorted(years)]


def _nothing() -> dict[str, int]:
    return dict.fromkeys(("n", "inside_80", "inside_90", "above"), 0)


def _count(into: dict[str, int], row: Mapping[str, Any]) -> None:
    q, actual = row["q"], row["actual"]
    into["n"] += 1
    into["above"] += actual > q["0.5"]
    for level, (low, high) in INTERVALS.items():
        into[f"inside_{level}"] += q[low] <= actual <= q[high]
