"""What became of everybody asked, in AAPOR's groups, and the response rates that follow."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from analysis.estimators import response
from surveys.models import Disposition, Wave

LETTERS = {
    Disposition.COMPLETE: "UH",  # said to have answered, but no answer is here
    Disposition.PARTIAL: "P",
    Disposition.REFUSED: "R",
    Disposition.NO_CONTACT: "NC",
    Disposition.OTHER: "O",
    Disposition.NOT_ELIGIBLE: "NE",
    Disposition.UNKNOWN: "UH",
    Disposition.PENDING: "UH",  # a letter without an echo: nobody knows whether they are there
}
ORDER = ("I", "P", "R", "NC", "O", "UH", "NE")


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts by AAPOR's letters (NE: not eligible), the share e, and RR1 to RR6."""

    counts: Mapping[str, int]
    eligible_share: float | None
    rates: Mapping[str, float]


def response_rates(wave: Wave) -> Rates:
    """AAPOR's rates of everybody asked: the main sample, and reserves that were invited."""
    counts = _counts(wave)
    known = sum(counts[letter] for letter in ("I", "P", "R", "NC", "O"))
    share = response.eligible_share(known, counts["NE"])
    e = 1.0 if math.isnan(share) else share
    asked = {letter: count for letter, count in counts.items() if letter != "NE"}
    rates = {
        name: 0.0 if math.isnan(rate) else rate for name, rate in response.rates(asked, e).items()
    }
    return Rates(counts, None if math.isnan(share) else share, rates)


def _counts(wave: Wave) -> dict[str, int]:
    asked = wave.sampled.filter(Q(is_reserve=False) | Q(invitation__isnull=False)).distinct()
    answered = wave.responses.submitted().filter(stratum__isnull=False).count()
    silent = asked if wave.is_blind else asked.exclude(response__submitted_at__isnull=False)
    counted: Counter[str] = Counter()
    for _pk, disposition in silent.values_list("pk", "disposition"):
        counted[LETTERS[Disposition(disposition)]] += 1
    if wave.is_blind:  # nobody knows who of those without an outcome has answered
        counted["UH"] = max(0, counted["UH"] - answered)
    return {letter: counted[letter] for letter in ORDER} | {"I": answered}
