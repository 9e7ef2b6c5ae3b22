"""Words that stand where no figure may."""

from django.utils.translation import gettext as _

from analysis.numbers.figures import Figure

FEWEST_ANSWERS = 30


def say_why_not_told(told: Figure) -> str:
    """Say why the figure of a group is not told."""
    if told.n < FEWEST_ANSWERS:
        return _("sample too small (n = %(n)s)") % {"n": told.n}
    if told.why == "complementary":
        return _("withheld, so that another group cannot be computed (n = %(n)s)") % {"n": told.n}
    return _("too uncertain to be shown (n = %(n)s)") % {"n": told.n}
