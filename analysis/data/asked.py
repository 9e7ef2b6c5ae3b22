"""Everybody a wave asked who was in business, with what the register says and who answered."""

from collections.abc import Sequence

import pandas as pd

from analysis.data.strata import StratumCounts
from surveys.fieldwork.strata_labels import NOWHERE
from surveys.models import Dimension, Disposition, Wave

VARIABLES = (
    Dimension.SIZE,
    Dimension.LEGAL_TYPE,
    Dimension.SECTOR,
    Dimension.DISTRICT,
    Dimension.REGION,
)
FIELDS = ("size", "legal_type", "sector", "district__code", "district__region__code")
OTHER = "*"  # thin levels together
FEWEST_ASKED, FEWEST_EACH = 20, 5  # of a level that is modelled by itself: asked; answered, silent


def asked_frame(wave: Wave, counts: Sequence[StratumCounts]) -> pd.DataFrame:
    """One row for everybody asked, those found not eligible left out.

    ``answered`` is 1 for those whose answers count in the report, ``weight`` is how many of the
    register an enterprise stands for. In a blind wave nobody knows who answered: its rows are those
    of the strata, which are all that is known.
    """
    return _blind_frame(counts) if wave.is_blind else _open_frame(wave, counts)


def _blind_frame(counts: Sequence[StratumCounts]) -> pd.DataFrame:
    rows = [
        (row.code, row.eligible / eligible, int(at < row.used))
        for row in counts
        if (eligible := row.asked - row.not_eligible) > 0
        for at in range(eligible)
    ]
    return pd.DataFrame.from_records(rows, columns=["stratum", "weight", "answered"])


def _open_frame(wave: Wave, counts: Sequence[StratumCounts]) -> pd.DataFrame:
    sampled = wave.sampled.filter(is_reserve=False) | wave.sampled.filter(invitation__isnull=False)
    asked = sampled.exclude(disposition=Disposition.NOT_ELIGIBLE).distinct().order_by("pk")
    fields = ("pk", "stratum__code", *(f"enterprise__{name}" for name in FIELDS))
    columns = ["pk", "stratum", *(str(one) for one in VARIABLES)]
    frame = pd.DataFrame.from_records(list(asked.values_list(*fields)), columns=columns)
    frame = _one_level_of_places(frame)
    used = wave.responses.submitted().reviewed_as_good().filter(stratum__isnull=False)
    answered = set(used.values_list("sampled_id", flat=True))
    weight = {
        row.code: row.eligible / (row.asked - row.not_eligible)
        for row in counts
        if row.asked > row.not_eligible
    }
    return frame.assign(
        weight=frame["stratum"].map(weight).astype("float64"),
        answered=[int(pk in answered) for pk in frame["pk"]],
    ).drop(columns="pk")


def _one_level_of_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep regions where places are grouped in several, else places: one follows from the other."""
    region = str(Dimension.REGION)
    grouped = frame[region].fillna(NOWHERE).astype("str")
    if grouped.nunique() > 1:
        return frame.assign(**{region: grouped}).drop(columns=str(Dimension.DISTRICT))
    return frame.drop(columns=region)


def modelled_variables(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the register's variables with thin levels together; those with one level are left out.

    A level that few were asked of, that nobody answered or that everybody did, has no propensity
    that a model could tell.
    """
    known = [str(one) for one in VARIABLES if str(one) in frame] or ["stratum"]
    joined = {name: _join_thin(frame[name], frame["answered"]) for name in known}
    return pd.DataFrame({name: one for name, one in joined.items() if one.nunique() > 1})


def _join_thin(levels: "pd.Series[str]", answered: "pd.Series[int]") -> "pd.Series[str]":
    """Put thin levels together, and the largest level to what is still thin.

    The largest loses its name, because its rate would be told of others, too.
    """
    thin = [str(name) for name, one in answered.groupby(levels) if _is_thin(one)]
    joined = levels.where(~levels.isin(thin), OTHER)
    rest = joined == OTHER
    if rest.any() and not rest.all() and _is_thin(answered[rest]):
        joined = joined.where(joined != levels[~rest].value_counts().idxmax(), OTHER)
    return joined.astype("str")


def _is_thin(answered: "pd.Series[int]") -> bool:
    there = int(answered.sum())
    return len(answered) < FEWEST_ASKED or min(there, len(answered) - there) < FEWEST_EACH
