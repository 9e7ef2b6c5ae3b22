"""What became of everybody asked, in AAPOR's groups, and the response rates that follow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.estimators.inference import response
from surveys.fieldwork.queries.outcomes import outcomes
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts by AAPOR's letters (NE: not eligible), the share e, and RR1 to RR6."""

    counts: Mapping[str, int]
    eligible_share: float | None
    rates: Mapping[str, float]


def response_rates(wave: Wave) -> Rates:
    """AAPOR's rates of everybody asked: the main sample, and reserves that were invited."""
    counts = outcomes(wave).counts
    known = sum(counts[letter] for letter in ("I", "P", "R", "NC", "O"))
    share = response.eligible_share(known, counts["NE"])
    e = 1.0 if math.isnan(share) else share
    asked = {letter: count for letter, count in counts.items() if letter != "NE"}
    rates = {
        name: 0.0 if math.isnan(rate) else rate
        for name, rate in response.rates(asked, e).items()
        if name.startswith("RR")
    }
    return Rates(counts, None if math.isnan(share) else share, rates)
