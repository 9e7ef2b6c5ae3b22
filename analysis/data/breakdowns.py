"""Reading the comparison of groups that is kept beside a run."""

from analysis.models import Breakdown
from analysis.numbers.groups import Grouping, Measured


def read_groupings(found: Breakdown) -> dict[str, Grouping]:
    """Every way to group, by its code, in the order they are offered."""
    return {one["code"]: Grouping.read(one) for one in found.content["groupings"]}


def read_grouping(found: Breakdown, code: str) -> Grouping | None:
    """One way to group; the others are not read."""
    rows = (one for one in found.content["groupings"] if one["code"] == code)
    return next((Grouping.read(one) for one in rows), None)


def read_measured(found: Breakdown) -> dict[str, Measured]:
    """What is compared, by its key, block after block."""
    return {row["key"]: Measured.read(row) for row in found.content["measures"]}
