"""Text from a browser becomes values."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from analysis.models import FigureDecision
from analysis.what_if.summary import BEST, PREFIX, WORST, Summary
from core.forms import NumberField
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


class DecisionForm(forms.Form):
    """Which figures are released or withheld, and why."""

    keys = forms.MultipleChoiceField(
        label=_("Figures"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one figure.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_(
            "Whoever asks later reads it in the log, and readers of the report beside the figure."
        ),
    )
    verdict = forms.ChoiceField(choices=FigureDecision.Verdict.choices)

    def __init__(self, keys: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class ScenarioForm(forms.Form):
    """A wished value for each criterion, in per cent where it is a share, and a target."""

    target = NumberField(label=_("Score to reach"), min_value=WORST, max_value=BEST, required=False)

    def __init__(self, summary: Summary, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.summary = summary
        for one in summary.criteria:
            factor = one.factor
            self.fields[PREFIX + one.code] = NumberField(
                required=False,
                min_value=one.least * factor,
                max_value=one.most * factor,
            )

    def collect_refused(self) -> dict[str, str]:
        """What was typed and cannot be read, so that it comes back as it was typed."""
        return {name: self.data.get(name, "") for name in self.errors}

    def write_target(self) -> str:
        """The target as one types it."""
        refused = self.collect_refused().get("target")
        typed = self.fields["target"].prepare_value(self.cleaned_data.get("target"))
        return refused if refused is not None else typed or ""

    def collect_wishes(self) -> dict[str, float]:
        """The values that differ from what is expected by more than rounding."""
        return dict(self._iterate_changes())

    def _iterate_changes(self) -> Iterator[tuple[str, float]]:
        for one in self.summary.criteria:
            typed = self.cleaned_data.get(PREFIX + one.code)
            if typed is not None and one.differs(typed / one.factor):
                yield one.code, typed / one.factor


class ScenarioNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the scenario"), max_length=80)
