"""How many answers of a file could be told by what the register says of the enterprises."""

from collections.abc import Mapping, Sequence

import pandas as pd
from django.utils.translation import gettext as _

from analysis.data import margins
from analysis.numbers import Margin
from surveys.dataset.design import ResponseDesign
from surveys.models import Wave

FEWEST_ALIKE = 5  # enterprises that must fit an answer before it counts as hidden among them


def warn_of_recognition(
    wave: Wave, plan: Sequence[Margin], responses: Mapping[int, ResponseDesign]
) -> list[str]:
    """Say how many answers fit few enterprises by stratum and all calibration columns together."""
    if not plan:
        return []
    few = count_recognisable(
        _count_alike(plan, margins.register_values(wave)), list(responses.values())
    )
    if not few:
        return []
    columns = ", ".join(["weight_before_calibration", *(f"calibration_{m.variable}" for m in plan)])
    return [
        _(
            "Stratum and calibration columns together fit fewer than %(fewest)s enterprises of the"
            " register for at least %(few)s of %(all)s answers: whoever has the register can tell"
            " who gave them. The file is for those alone who may read answers with names; pass it"
            " on without these columns: %(columns)s."
        )
        % {"fewest": FEWEST_ALIKE, "few": few, "all": len(responses), "columns": columns}
    ]


def count_recognisable(
    alike: Mapping[tuple[str, ...], float], responses: Sequence[ResponseDesign]
) -> int:
    """Count the answers whose cells, or whose stratum, hold fewer enterprises than the fewest."""
    return sum(
        min(alike.get(one.cells, 0.0), one.population) < FEWEST_ALIKE
        for one in responses
        if one.cells
    )


def _count_alike(plan: Sequence[Margin], register: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """Count the enterprises of the register by the levels of all variables together."""
    alike: dict[tuple[str, ...], float] = {}
    for row in register.fillna("").to_dict("records"):
        cells = tuple(one.level_of.get(row[one.variable], "") for one in plan)
        alike[cells] = alike.get(cells, 0.0) + row["n"]
    return alike
