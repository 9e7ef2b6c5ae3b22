"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from core.clock import timezone
from core.letterhead import current
from core.models import site_is_demonstration


def site(request: HttpRequest) -> dict[str, Any]:
    ours = current()
    return {
        "is_demonstration": site_is_demonstration,
        "played_clock": timezone.find_demonstration(),
        "place_name": ours.place,
        "association": ours.name,
        "association_contact": ours.reached_at,
    }
