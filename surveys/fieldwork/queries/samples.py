"""The enterprises drawn for a wave, as its list shows them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from directory.models import Enterprise
from surveys.models import SampledEnterprise, Wave


def list_sampled(wave: Wave, filters: Mapping[str, Any]) -> QuerySet[SampledEnterprise]:
    """Return the enterprises the filters ask for: the main list first, stratum by stratum."""
    rows = wave.sampled.select_related("enterprise__district", "stratum")
    if filters.get("q"):
        rows = rows.filter(enterprise__in=Enterprise.objects.matching(filters["q"]))
    for name in ("stratum", "is_reserve", "disposition"):
        if filters.get(name) not in (None, ""):
            rows = rows.filter(**{name: filters[name]})
    return rows.order_by("is_reserve", "stratum__code", "position")
