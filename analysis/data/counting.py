"""Which answers of a wave count."""

from surveys.models import Wave
from surveys.models.responses import ResponseQuerySet


def counting_responses(wave: Wave) -> ResponseQuerySet:
    """Those that are in a stratum and no reviewer set aside."""
    kept = wave.responses.submitted().filter(stratum__isnull=False).reviewed_as_good()
    return kept.order_by("stratum__code", "pk")
