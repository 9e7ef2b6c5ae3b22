"""Values of targets with their units."""

from django import template

from plan.models import Target, TargetProgress
from plan.reporting.numbers import write_value, write_wanted

register = template.Library()


@register.filter
def wanted(target: Target) -> str:
    """What is to be reached; a dash where nothing is counted."""
    return write_wanted(target) or "–"


@register.filter
def reached(progress: TargetProgress) -> str:
    return write_value(progress.target, progress.value)
