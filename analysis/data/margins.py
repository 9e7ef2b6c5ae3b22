"""What the register says of the enterprises that answered, and of all that are in business."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
from django.db.models import Count

from analysis.data.counting import counting_responses
from analysis.data.strata import StratumCounts
from directory.models import Enterprise
from surveys.models import Wave

SIZE, LEGAL_TYPE, SECTOR, AGE = "size", "legal_type", "sector", "age"
VARIABLES = (SIZE, LEGAL_TYPE, SECTOR, AGE)  # the first is given up last
YEARS_OLD = ((5, "0-4"), (10, "5-9"), (10_000, "10+"))  # younger than, as a level
UNKNOWN = "unknown"
REST = "other"  # in the code of a stratum: size classes that were joined
FIELDS = ("size", "legal_type", "sector", "founded")


def respondent_values(wave: Wave) -> pd.DataFrame:
    """Return the variables of everybody whose answers count, in the order of the answers' rows."""
    names = (f"sampled__enterprise__{name}" for name in FIELDS)
    return _frame_register(list(counting_responses(wave).values_list(*names)), wave.year).fillna("")


def register_values(wave: Wave) -> pd.DataFrame:
    """Count the enterprises in business by all variables together; the count is ``n``."""
    rows = Enterprise.objects.active().order_by().values_list(*FIELDS).annotate(n=Count("pk"))
    listed = list(rows)
    frame = _frame_register([row[:-1] for row in listed], wave.year)
    return frame.assign(n=[float(row[-1]) for row in listed])


def _frame_register(rows: Sequence[tuple[Any, ...]], year: int) -> pd.DataFrame:
    found = [(*row[:3], age_class(row[3], year)) for row in rows]
    return pd.DataFrame.from_records(found, columns=list(VARIABLES))


def age_class(founded: int | None, year: int) -> str:
    """Say how old an enterprise was in the year of the survey."""
    if not founded:
        return UNKNOWN
    return next(name for below, name in YEARS_OLD if year - founded < below)


def digest(values: pd.DataFrame) -> str:
    """Tell apart what the register said of those who answered."""
    return hashlib.sha256(values.to_csv(index=False).encode()).hexdigest()


def scale_counts(register: pd.DataFrame, counts: Sequence[StratumCounts]) -> pd.DataFrame | None:
    """Scale the counts of the register to the eligible enterprises of the strata.

    Where strata are drawn by size each size class is scaled by itself, because not all classes hold
    as many enterprises that turned out to be closed. None where the register has nobody left of a
    size that was drawn.
    """
    eligible: dict[str, float] = {}
    for row in counts:
        eligible[row.size] = eligible.get(row.size, 0.0) + row.eligible
    by_size = register[SIZE].where(register[SIZE].isin(list(eligible)), REST)
    group = by_size if set(eligible) != {""} else by_size.mask(by_size.notna(), "")
    there = register.assign(group=group).query("group in @eligible")
    known = there.groupby("group")["n"].sum()
    if any(size and not known.get(code, 0.0) for code, size in eligible.items()):
        return None
    factor = {code: eligible[code] / known[code] for code in known.index}
    return there.assign(n=there["n"] * there["group"].map(factor)).drop(columns="group")
