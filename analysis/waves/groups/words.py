"""Titles of what groups are compared in, where no question gives one."""

from django.utils.translation import gettext as _

from analysis.waves.groups.measures import CRITERIA, RATED


def title_of_block(block: str) -> str:
    if block == CRITERIA:
        return _("Criteria of the index")
    if block == RATED:
        return _("Satisfied with the improvement (rated 4 or 5)")
    return _("Share that answers yes")
