"""What must be right before any command of the platform runs."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.utils import translation

from core.errors import DomainError
from demo import clock


def find_clock_of_a_demonstration(**_kwargs: Any) -> list[CheckMessage]:
    """Name the clock of a demonstration that stands beside real data; see ``demo.clock``."""
    try:
        with translation.override("en"):
            clock.require_truth()
    except DomainError as refusal:
        return [Error(str(refusal), id="demo.E001")]
    return []
