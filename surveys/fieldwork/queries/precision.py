"""What precision a sample of a given size can be expected to give, criterion by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from pci.models import CriterionInEdition, Edition, Measure, OfficialResult
from surveys.sampling.allocation import foresee_se

Z95 = 1.959963984540054  # two-sided 95 % of the normal law
USUAL_RESPONSE = 0.4
USUAL_BASE = {  # share of respondents with an answer, from the official panel's typical bases
    "budget_detail": 0.17,
    "budget_timely": 0.17,
    "bidding_public": 0.25,
    "info_received": 0.17,
    "info_days": 0.12,
    "predictability": 0.72,
    "ba_role": 0.85,
    "tax_negotiation": 0.9,
}
USUAL_SPREAD = {"planning": 0.8, "legal": 0.8}  # of one enterprise's mean rating
USUAL_SHARE = 0.5  # the least favourable share, where no official value is known


@dataclass(frozen=True, slots=True)
class Expected:
    """One criterion: half the width of the expected 95 % interval, in the criterion's unit."""

    criterion: CriterionInEdition
    base: float
    half_width: float | None

    @property
    def percent_points(self) -> float | None:
        return None if self.half_width is None else 100 * self.half_width


def foresee_precision(
    edition: Edition,
    *,
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    response: float = USUAL_RESPONSE,
) -> list[Expected]:
    """Foresee intervals from the last official values and the usual bases.

    A median's interval depends on how its days heap, so none is foreseen for it.
    """
    known = dict(
        OfficialResult.objects.filter(province__is_home=True, edition__year__lt=edition.year)
        .order_by("edition__year")
        .values_list("criterion_id", "value")
    )
    rows = []
    for criterion in edition.criteria.exclude(measure=Measure.EXTERNAL).select_related("criterion"):
        code = criterion.criterion.code
        share = USUAL_BASE.get(code, 1.0)
        base = sum(sizes.values()) * response * share
        half_width = None
        if criterion.measure != Measure.MEDIAN:
            value = known.get(criterion.criterion_id, USUAL_SHARE)
            spread = USUAL_SPREAD.get(code, 0.8) if criterion.measure == Measure.MEAN else None
            half_width = Z95 * foresee_se(
                value,
                spread,
                populations=populations,
                sizes=sizes,
                response=response,
                base_share=share,
            )
        rows.append(Expected(criterion, base, half_width))
    return rows
