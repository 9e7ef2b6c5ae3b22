"""Forms of sampling, sending and calling."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from directory.models import Size
from surveys.actions.sampling import SampleRule
from surveys.actions.sendings import LADDER
from surveys.models import AllocationMethod, ContactChannel, ContactResult, Dimension


class SampleRuleForm(forms.Form):
    """The rule of a sample; its cleaned data make a SampleRule."""

    dimensions = forms.MultipleChoiceField(
        label=_("Form strata by"),
        choices=Dimension.choices,
        initial=[Dimension.SIZE, Dimension.DISTRICT],
        widget=forms.CheckboxSelectMultiple,
    )
    thinnest = forms.IntegerField(
        label=_("Smallest stratum (enterprises in the register)"),
        min_value=2,
        max_value=500,
        initial=30,
        help_text=_("Smaller cells are joined with their neighbours."),
    )
    size = forms.IntegerField(label=_("Sample size"), min_value=10, max_value=20000, initial=1000)
    method = forms.ChoiceField(
        label=_("Allocation to strata"),
        choices=AllocationMethod.choices,
        initial=AllocationMethod.PROPORTIONAL,
    )
    minimum = forms.IntegerField(
        label=_("Least per stratum"), min_value=2, max_value=200, initial=5
    )
    certain_sizes = forms.MultipleChoiceField(
        label=_("Sizes asked whole"),
        choices=Size.choices,
        initial=[Size.LARGE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Strata that hold only these sizes are not sampled: everybody is asked."),
    )
    reserve = forms.IntegerField(
        label=_("Reserve, in per cent of the sample"),
        min_value=0,
        max_value=100,
        initial=20,
        help_text=_("Replaces enterprises that turn out to be closed, never those that refuse."),
    )
    response = forms.IntegerField(
        label=_("Response rate to expect, in per cent"), min_value=5, max_value=100, initial=40
    )
    seed = forms.CharField(
        label=_("Seed of the draw"),
        max_length=64,
        help_text=_(
            "The same seed and register draw the same enterprises. Say it in public first."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seed"].initial = secrets.token_hex(6)

    def rule(self) -> SampleRule:
        data = self.cleaned_data
        return SampleRule(
            dimensions=tuple(Dimension(value) for value in data["dimensions"]),
            thinnest=data["thinnest"],
            method=AllocationMethod(data["method"]),
            size=data["size"],
            minimum=data["minimum"],
            reserve=data["reserve"] / 100,
            seed=data["seed"],
            certain_sizes=tuple(data["certain_sizes"]),
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=ContactChannel.choices)
    result = forms.ChoiceField(
        label=_("Result"), choices=ContactResult.choices, widget=forms.RadioSelect
    )
    call_again_on = forms.DateField(label=_("Call again on"), required=False, widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class LadderForm(forms.Form):
    working_days = forms.CharField(
        label=_("Remind after so many working days"),
        initial=", ".join(str(days) for days in LADDER),
        help_text=_("Whole numbers with commas between them, for example 5, 10, 15."),
    )

    def clean_working_days(self) -> list[int]:
        try:
            days = [int(part) for part in self.cleaned_data["working_days"].split(",")]
        except ValueError:
            raise forms.ValidationError(
                _("Write whole numbers with commas between them, for example 5, 10, 15.")
            ) from None
        if not days or min(days) < 1 or max(days) > 60:
            raise forms.ValidationError(_("Each number lies between 1 and 60."))
        return days


class BouncesForm(forms.Form):
    addresses = forms.CharField(
        label=_("Addresses whose messages came back"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or with commas between them."),
    )

    def clean_addresses(self) -> list[str]:
        typed: str = self.cleaned_data["addresses"]
        return typed.replace(",", "\n").replace(";", "\n").split()
