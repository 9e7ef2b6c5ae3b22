"""What the checks of the answers found, and what the figures would be without them."""

from collections.abc import Mapping

from django.db.models import Count

from analysis.data import sources
from analysis.errors import TooFewAnswers
from analysis.estimators.index import Basket
from analysis.numbers import Quality, WithAndWithout
from analysis.waves.sample import Sample, sample_without
from surveys.models import ResponseFlag, Wave


def quality(
    wave: Wave, taken: Sample, basket: Basket, known: Mapping[str, float], before: int
) -> Quality:
    """Estimate again without flagged answers; nothing is removed, only compared."""
    flags = ResponseFlag.objects.filter(response__in=wave.responses.reviewed_as_good())
    kinds = dict(flags.order_by().values_list("kind").annotate(n=Count("response", distinct=True)))
    flagged = set(flags.values_list("response", flat=True))
    rows: tuple[WithAndWithout, ...] = ()
    with_all = without = None
    if flagged:
        try:
            clean = sample_without(wave, taken, flagged)
        except TooFewAnswers:
            clean = None
        if clean:
            rows = _rows(taken, clean, before)
            with_all, without = _score(taken, basket, known), _score(clean, basket, known)
    return Quality(
        set_aside=wave.responses.submitted().set_aside().count(),
        flagged=len(flagged),
        kinds=kinds,
        rows=rows,
        score=with_all,
        score_unflagged=without,
    )


def _rows(taken: Sample, clean: Sample, before: int) -> tuple[WithAndWithout, ...]:
    defined = sources.definitions(before)
    return tuple(
        WithAndWithout(
            code=code,
            name_vi=defined[code].criterion.name_vi,
            name_en=defined[code].criterion.name_en,
            unit=defined[code].unit,
            everything=found.estimate.value,
            unflagged=clean.criteria[code].estimate.value,
            se=found.estimate.se,
        )
        for code, found in taken.criteria.items()
        if code in clean.criteria and code in defined
    )


def _score(taken: Sample, basket: Basket, known: Mapping[str, float]) -> float | None:
    values = dict(known) | {
        code: found.estimate.value
        for code, found in taken.criteria.items()
        if code in basket.criteria
    }
    return None if basket.refusals(values) else basket.score(values)
