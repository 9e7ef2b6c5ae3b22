"""Forms of sampling, sending and calling."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from directory.models import Size
from directory.places.words import PLACE, REGION, has_regions
from surveys.fieldwork.actions.mailings import LADDER
from surveys.fieldwork.actions.sampling import SampleRule
from surveys.models import (
    AllocationMethod,
    ContactChannel,
    ContactResult,
    Dimension,
    Disposition,
    InvitationChannel,
    ReminderWay,
    Stratum,
    Wave,
)


class SampleRuleForm(forms.Form):
    """The rule of a sample; its cleaned data make a SampleRule."""

    dimensions = forms.MultipleChoiceField(
        label=_("Form strata by"),
        choices=Dimension.choices,
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
        label=_("Sizes surveyed in full"),
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
        self._offer_places()

    def _offer_places(self) -> None:
        """Propose regions where places are grouped, places themselves where they are not."""
        grouped = has_regions()
        field: Any = self.fields["dimensions"]
        names = {Dimension.REGION.value: REGION, Dimension.DISTRICT.value: PLACE}
        field.choices = [
            (code, names.get(code, label))
            for code, label in Dimension.choices
            if grouped or code != Dimension.REGION
        ]
        field.initial = [Dimension.SIZE, Dimension.REGION if grouped else Dimension.DISTRICT]

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


class SampleFilterForm(forms.Form):
    """The filters of the sample; what is wrong in an address is ignored."""

    q = forms.CharField(label=_("Name or tax code"), required=False, max_length=100)
    stratum = forms.ModelChoiceField(
        Stratum.objects.none(),
        label=_("Stratum"),
        required=False,
        empty_label=_("all"),
        to_field_name="code",
    )
    is_reserve = forms.ChoiceField(
        label=_("List"),
        choices=[("", _("all")), ("False", _("main")), ("True", _("reserve"))],
        required=False,
    )
    disposition = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("all")), *Disposition.choices], required=False
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strata: Any = self.fields["stratum"]
        strata.queryset = wave.strata.all()
        if wave.is_blind:
            del self.fields["disposition"]

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=ContactChannel.choices)
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[each for each in ContactResult.choices if each[0] != ContactResult.SENT],
        widget=forms.RadioSelect,
    )
    call_again_on = forms.DateField(label=_("Call again on"), required=False, widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class LadderForm(forms.Form):
    """The rungs of the ladder: a day and a channel each; its cleaned data go to the action."""

    RUNGS = 4
    hides_optional = True

    def __init__(self, *args: Any, rungs: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = list(rungs) or [(days, ReminderWay.SAME.value) for days in LADDER]
        for at in range(self.RUNGS):
            days, way = planned[at] if at < len(planned) else (None, ReminderWay.SAME.value)
            number = {"number": at + 1}
            self.fields[f"days_{at}"] = forms.IntegerField(
                label=_("Reminder %(number)s: working days after opening") % number,
                min_value=1, max_value=60, required=False, initial=days,
            )  # fmt: skip
            self.fields[f"way_{at}"] = forms.ChoiceField(
                label=_("Reminder %(number)s: by") % number,
                choices=ReminderWay.choices, required=False, initial=way,
            )  # fmt: skip

    def rungs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"days_{at}"], self[f"way_{at}"]) for at in range(self.RUNGS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ladder: dict[int, str] = {}
        for at in range(self.RUNGS):
            days = data.get(f"days_{at}")
            if days in ladder:
                self.add_error(f"days_{at}", _("Two reminders cannot fall on the same day."))
            elif days:
                ladder[days] = data.get(f"way_{at}") or ReminderWay.SAME
        if not ladder and not self.errors:
            raise forms.ValidationError(_("Name the day of at least one reminder."))
        return {"working_days": list(ladder), "ways": list(ladder.values())}


class ChannelsForm(forms.Form):
    """The order of channels: the first that has an address for an enterprise is taken."""

    PLACES = (_("First by"), _("Then by"), _("Then by"), _("Finally by"))
    plain_sms = forms.BooleanField(
        label=_("Write text messages (SMS) without diacritics"),
        required=False,
        help_text=_("They then need about half as many parts, and cost half as much."),
    )

    def __init__(self, *args: Any, channels: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [each for each in InvitationChannel.choices if each[0] != InvitationChannel.HAND]
        for at, label in enumerate(self.PLACES):
            offered = choices if at == 0 else [("", "–"), *choices]
            initial = channels[at] if at < len(channels) else ""
            self.fields[f"channel_{at}"] = forms.ChoiceField(
                label=label, choices=offered, required=at == 0, initial=initial
            )
        self.order_fields([f"channel_{at}" for at in range(len(self.PLACES))])

    def channels(self) -> list[str]:
        chosen = [self.cleaned_data[f"channel_{at}"] for at in range(len(self.PLACES))]
        return list(dict.fromkeys(each for each in chosen if each))


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Reach this enterprise by"),
        required=False,
        choices=[
            ("", _("as the wave says")),
            *(each for each in InvitationChannel.choices if each[0] != InvitationChannel.HAND),
        ],
        help_text=_("Used wherever the register has an address for it."),
    )


class BouncesForm(forms.Form):
    addresses = forms.CharField(
        label=_("Addresses and mobile numbers whose messages came back"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or with commas between them."),
    )

    def clean_addresses(self) -> list[str]:
        typed: str = self.cleaned_data["addresses"]
        return typed.replace(",", "\n").replace(";", "\n").split()
