"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.models import site_is_demonstration


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "is_demonstration": site_is_demonstration,
        "place_name": settings.PROVINCE_NAME,
        "association": settings.ASSOCIATION_NAME,
        "association_contact": settings.ASSOCIATION_CONTACT,
    }
