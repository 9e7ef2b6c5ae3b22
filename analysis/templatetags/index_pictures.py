"""Pictures of the official index on pages of a floor that draws none."""

from django import template

from analysis.reports.index_pictures import Pictures, pictures_of
from pci.models import Province

register = template.Library()


@register.simple_tag
def index_pictures(province: Province) -> Pictures | None:
    """Draw a province's history: ``{% index_pictures province as charts %}``."""
    return pictures_of(province)
