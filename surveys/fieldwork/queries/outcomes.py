"""What became of everybody asked, in AAPOR's groups, and the response rates that follow.

After AAPOR, Standard Definitions: I complete, P partial, R refused, NC not reached, O eligible but
silent for another reason, UH of unknown eligibility, NE not eligible.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

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
NAMES = {
    "I": _("answered"),
    "P": _("answered in part"),
    "R": _("refused"),
    "NC": _("could not be reached"),
    "O": _("eligible, no answer for another reason"),
    "UH": _("no answer, eligibility unknown"),
    "NE": _("not eligible (closed, moved away)"),
}
CODES = {"I": "1.1", "P": "1.2", "R": "2.1", "NC": "2.2", "O": "2.3", "UH": "3", "NE": "4"}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts by AAPOR's letters, ``e`` (None while no eligibility is settled), and RR1 to RR6.

    RR5 and RR6 divide by those known to be eligible. They are None where those are the ones who
    answered: a rate of 100 % would say nothing. In a blind wave nobody knows more than that.
    """

    counts: Mapping[str, int]
    e: float | None
    rates: Mapping[str, float | None]


def outcomes(wave: Wave) -> Outcomes:
    """Count the main sample and the reserves that were invited."""
    counts = _counts(wave)
    eligible = sum(counts[letter] for letter in ("I", "P", "R", "NC", "O"))
    resolved = eligible + counts["NE"]
    e = eligible / resolved if resolved else None
    rates = response_rates(counts, 1.0 if e is None else e)
    if wave.is_blind or eligible == counts["I"] + counts["P"]:
        rates |= {"RR5": None, "RR6": None}  # of the silent nobody is known to be eligible
    return Outcomes(counts, e, rates)


def response_rates(counts: Mapping[str, int], e: float) -> dict[str, float | None]:
    """RR1 and RR2 over all but the ineligible, RR3 and RR4 with a share ``e`` of the unknown,
    RR5 and RR6 without the unknown; the even ones count partial answers as answers.
    """
    known = sum(counts[letter] for letter in ("I", "P", "R", "NC", "O"))
    rates: dict[str, float | None] = {}
    for place, base in enumerate((known + counts["UH"], known + e * counts["UH"], known)):
        rates[f"RR{2 * place + 1}"] = counts["I"] / base if base else None
        rates[f"RR{2 * place + 2}"] = (counts["I"] + counts["P"]) / base if base else None
    return rates


def _counts(wave: Wave) -> dict[str, int]:
    asked = wave.sampled.filter(Q(is_reserve=False) | Q(invitation__isnull=False)).order_by()
    answered = wave.responses.submitted().filter(stratum__isnull=False).count()
    silent = asked if wave.is_blind else asked.exclude(response__submitted_at__isnull=False)
    counted: Counter[str] = Counter()
    by_disposition = silent.values_list("disposition").annotate(Count("pk"))
    for disposition, number in by_disposition:
        counted[LETTERS[Disposition(disposition)]] += number
    if wave.is_blind:  # nobody knows who of those without an outcome has answered
        counted["UH"] = max(0, counted["UH"] - answered)
    return {letter: counted[letter] for letter in CODES} | {"I": answered}
