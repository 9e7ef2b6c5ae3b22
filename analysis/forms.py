"""Text from a browser becomes values."""

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pci.models import OfficialScore

FIRST_YEAR, LAST_YEAR = 2010, 2100


class FreezeForm(forms.Form):
    """Which edition to forecast, and why now."""

    year = forms.IntegerField(
        label=_("Edition to forecast"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    reason = forms.CharField(
        label=_("Why now"),
        max_length=500,
        required=False,
        help_text=_("For example: after the analysis of this year’s survey."),
    )

    @staticmethod
    def next_year() -> int | None:
        """The edition after the last one published for the province at home."""
        published = OfficialScore.objects.filter(province__is_home=True)
        last = published.aggregate(last=Max("edition__year"))["last"]
        return last + 1 if last else None
