"""The files the nowcast's commands read and write, checked at the door."""

import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import tidy_csv
from analysis.estimators.index import LONGEST_WAIT, Unit
from analysis.forecasting.backtest import Inputs
from analysis.forecasting.nowcast import priors
from analysis.forecasting.nowcast.baskets import unit_named
from analysis.forecasting.nowcast.panel import SCORE
from analysis.forecasting.nowcast.priors import Priors

SHIPPED = Path(__file__).parent.with_name("forecasting") / "priors" / "transparency.json"
OFFICIAL = (tidy_csv.PROVINCE, tidy_csv.YEAR, tidy_csv.CRITERION, tidy_csv.VALUE)
PUBLISHED = (*OFFICIAL[:3], tidy_csv.Column("value", number=True, blank=True))
CONSTANTS = (
    tidy_csv.YEAR,
    tidy_csv.CRITERION,
    tidy_csv.Column("weight", number=True),
    tidy_csv.Column("direction", number=True, whole=True),
    tidy_csv.Column("scale_min", number=True, blank=True),
    tidy_csv.Column("scale_max", number=True, blank=True),
    tidy_csv.Column("unit", optional=True, blank=True),
)
BASES = (
    tidy_csv.PROVINCE,
    tidy_csv.YEAR,
    tidy_csv.CRITERION,
    tidy_csv.Column("n", number=True, optional=True, blank=True),
    tidy_csv.Column("n_reduced_lower_bound", number=True, optional=True, blank=True),
)
OWN = (
    *OFFICIAL,
    tidy_csv.Column("se", number=True, blank=True),
    tidy_csv.Column("n", number=True, blank=True),
)
KEYS = ["province", "year", "criterion"]
RATING_SD = 0.6  # of one enterprise's mean rating, where a file gives no standard error
DAYS_SD = 1.2  # relative, of a median of days
CHECKLIST_SE = 1.5  # points between two who score the same portal; no number of answers lessens it
MOST_ANSWERS = 100_000  # that a standard error is taken to mean


def load_shipped_priors(year: int) -> Priors:
    """The priors of the repository, as far as they were learnt before ``year``."""
    return priors.usable(json.loads(SHIPPED.read_text(encoding="utf-8")), year)


def units(constants: pd.DataFrame) -> Callable[[str], Unit | None]:
    """Give what tells the unit of a criterion, as far as the tables or the shipped names say it."""
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["units"]
    named = Priors(units={code: Unit(unit) for code, unit in shipped.items()})
    return functools.cache(lambda code: unit_named(code, constants, named))


def inputs(
    official: Path,
    constants: Path | Sequence[Path],
    bases: Path | None,
    own: Path | None,
    *,
    before: int = 10_000,
) -> Inputs:
    """Read all tables; every wrong row is named by its file and line.

    Constants may stand in several files, a group of editions each.

    Official rows from the year ``before`` on are not looked at: a forecast does not use them.
    """
    scoring = read_constants(*([constants] if isinstance(constants, Path) else constants))
    return Inputs(
        official=read_official(official, scoring, before),
        constants=scoring,
        bases=read_bases(bases) if bases else None,
        own=read_own(own, scoring) if own else None,
    )


def read_constants(*paths: Path) -> pd.DataFrame:
    """Read the baskets of all files; an edition stands in one of them."""
    tables = [_read_constants_file(path) for path in paths]
    for at, (path, table) in enumerate(zip(paths, tables, strict=True)):
        told = {year for other in tables[:at] for year in other["year"]}
        again = sorted(told.intersection(table["year"]))
        _refuse(path, [f"The edition {year} stands in an earlier file, too." for year in again])
    return pd.concat(tables, ignore_index=True)


def _read_constants_file(path: Path) -> pd.DataFrame:
    table = tidy_csv.read_tidy(path, CONSTANTS)
    problems = tidy_csv.duplicates(table, ["year", "criterion"])
    units = {str(unit) for unit in Unit}
    for line, weight, direction, low, high, unit in zip(
        *(table[c] for c in ("line", "weight", "direction", "scale_min", "scale_max", "unit")),
        strict=True,
    ):
        if not weight > 0:
            problems.append(f"line {line}: the weight {weight:g} is not above 0.")
        if direction not in {-1, 1}:
            problems.append(f"line {line}: the direction is {direction}, not 1 or -1.")
        if low >= high:
            problems.append(f"line {line}: the scale ends {low:g} and {high:g} do not go up.")
        if unit and unit not in units:
            problems.append(f"line {line}: unit {unit!r} is unknown; use {', '.join(units)}.")
    _refuse(path, problems)
    return table


def read_official(path: Path, constants: pd.DataFrame, before: int) -> pd.DataFrame:
    """Values and scores; a row whose value is empty says that nothing was published."""
    table = tidy_csv.read_tidy(path, PUBLISHED)
    table = table[table["value"].notna()]
    used = table[table["year"] < before]
    _refuse(path, tidy_csv.duplicates(used, KEYS) + _unfit(used, constants))
    return table


def read_own(path: Path, constants: pd.DataFrame) -> pd.DataFrame:
    table = tidy_csv.read_tidy(path, OWN)
    table = table[table["criterion"] != SCORE]
    problems = tidy_csv.duplicates(table, KEYS) + _unfit(table, constants)
    known = set(constants["criterion"])
    unit_of = units(constants)
    for line, code, se, n in zip(
        *(table[c] for c in ("line", "criterion", "se", "n")), strict=True
    ):
        if code not in known:
            problems.append(f"line {line}: the constants have no criterion {code!r}.")
        if se < 0 or n <= 0:
            problems.append(f"line {line}: se must not be below 0, and n must be above 0.")
        if np.isnan(se) and np.isnan(n) and unit_of(code) is not Unit.POINTS:
            problems.append(f"line {line}: give the standard error se, the base n, or both.")
    _refuse(path, problems)
    return _complete_errors(table, constants)


def read_bases(path: Path) -> pd.DataFrame:
    """Bases, or lower bounds of them where the file has no column n."""
    table = tidy_csv.read_tidy(path, BASES)
    exact = bool(table["n"].notna().any())
    n = table["n"] if exact else table["n_reduced_lower_bound"]
    if n.isna().all() and len(table):
        raise tidy_csv.UnfitFile(path, ["line 1: the column n is missing."])
    below = [f"line {line}: n must not be below 0." for line in table.loc[n < 0, "line"]]
    _refuse(path, tidy_csv.duplicates(table, KEYS) + below)
    return table[KEYS].assign(n=n, exact=exact)


def _refuse(path: Path, problems: list[str]) -> None:
    if problems:
        raise tidy_csv.UnfitFile(path, problems)


def _unfit(table: pd.DataFrame, constants: pd.DataFrame) -> list[str]:
    """Values outside their unit: a share of 95 is asked back, not guessed."""
    problems = []
    unit_of = units(constants)
    for line, code, value in zip(table["line"], table["criterion"], table["value"], strict=True):
        unit = Unit.SCALE if code == SCORE else unit_of(code)
        low, high = (1.0, 10.0) if code == SCORE else LIMITS.get(unit, (-np.inf, np.inf))
        if unit is Unit.POINTS:
            high = _most_points(code, constants)
        if not low <= value <= high:
            cure = f" For {value:g} % write {value / 100:g}." if unit is Unit.SHARE else ""
            where = f"line {line}: {value:g} is not a value {code} can have"
            problems.append(f"{where}: it runs from {low:g} to {high:g}.{cure}")
    return problems


LIMITS: dict[Unit | None, tuple[float, float]] = {
    Unit.SHARE: (0.0, 1.0),
    Unit.SCALE: (1.0, 5.0),
    Unit.DAYS: (0.0, LONGEST_WAIT),
    Unit.POINTS: (0.0, 1000.0),
}


def _most_points(code: str, constants: pd.DataFrame) -> float:
    """The end of the widest scale a criterion had; a generous limit where none is told."""
    told = constants.loc[constants["criterion"] == code, "scale_max"].max()
    return float(told) if told > 0 else LIMITS[Unit.POINTS][1]


def _complete_errors(table: pd.DataFrame, constants: pd.DataFrame) -> pd.DataFrame:
    """Fill in a missing standard error from the base, or a missing base from the error."""
    unit = table["criterion"].map(units(constants))
    value, se, n = (table[c].to_numpy(dtype=float) for c in ("value", "se", "n"))
    size = np.sqrt(np.maximum(value * (1 - value), 1e-3))
    kinds = [(unit == kind).to_numpy() for kind in (Unit.SHARE, Unit.DAYS)]
    spread = np.select(kinds, [size, DAYS_SD * np.maximum(value, 1)], RATING_SD)
    meant = np.clip((spread / np.maximum(se, 1e-6)) ** 2, 1, MOST_ANSWERS)
    n = np.where(np.isnan(n), np.nan_to_num(meant, nan=1.0), n)
    missing = np.where(unit == Unit.POINTS, CHECKLIST_SE, spread / np.sqrt(n))
    return table.assign(n=n, se=np.where(np.isnan(se), missing, se))


def write(path: Path, data: dict[str, Any]) -> None:
    """Write a result, of lists of records one a line; numbers keep all their digits.

    What has no number becomes null.
    """
    parts = (f"{json.dumps(key)}: {_write_part(part)}" for key, part in data.items())
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _write_part(part: Any) -> str:
    if not isinstance(part, list):
        return _write_json(part, indent=1)
    return "[\n" + ",\n".join(map(_write_json, part)) + "\n]" if part else "[]"


def _write_json(data: Any, indent: int | None = None) -> str:
    try:
        return json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    except ValueError:  # an infinity or what is not a number somewhere in it
        return json.dumps(_finite(data), ensure_ascii=False, indent=indent, allow_nan=False)


def _finite(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and not np.isfinite(data) else data
