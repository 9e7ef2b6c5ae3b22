"""Forms of the documents deadlines rest on."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from core.forms import DayInput
from dialogues.models import Clock, DeadlineGround, LegalProvision

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class GroundField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the documents in force, with the days it gives; or none, said in words."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "queryset": DeadlineGround.objects.none(),
            "required": False,
            "empty_label": _("no document: the Association asks for this time"),
        }
        super().__init__(**usual | kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "GroundField":
        """Each form offers what is in force on its day."""
        copied: Any = super().__deepcopy__(memo)
        copied.queryset = DeadlineGround.objects.usable(localdate())
        return copied  # type: ignore[no-any-return]

    def label_from_instance(self, ground: Any) -> str:
        return ngettext(
            "%(ground)s: one working day", "%(ground)s: %(days)s working days", ground.working_days
        ) % {"ground": ground, "days": ground.working_days}


def _days_help(usual: int) -> str:
    return gettext(
        "Leave it empty for the days the document gives; without a document, for %(days)s."
    ) % {"days": usual}


def days_field(label: "_StrPromise", usual: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=60,
        required=False,
        help_text=lazy(_days_help, str)(usual),
    )


def settle_days(form: forms.Form, data: dict[str, Any], days: str, ground: str, usual: int) -> None:
    """Fill in days left empty; refuse more than the document gives."""
    chosen, typed = data.get(ground), data.get(days)
    if chosen and typed and typed > chosen.working_days:
        words = ngettext(
            "This document gives one working day.",
            "This document gives %(days)s working days.",
            chosen.working_days,
        )
        form.add_error(days, words % {"days": chosen.working_days})
    elif days not in form.errors:
        data[days] = typed or (chosen.working_days if chosen else usual)


class GroundForm(forms.ModelForm[DeadlineGround]):
    source = forms.URLField(
        label=_("Where it can be read"),
        max_length=300,
        assume_scheme="https",
        help_text=DeadlineGround._meta.get_field("source").help_text,
    )

    class Meta:
        model = DeadlineGround
        fields = [
            "document",
            "provision",
            "says",
            "working_days",
            "source",
            "valid_from",
            "valid_until",
        ]
        widgets = {
            "says": forms.Textarea(attrs={"rows": 3}),
            "valid_from": DayInput,
            "valid_until": DayInput,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("valid_from"), data.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("A document ends after it begins."))
        return data


class NameGroundForm(forms.Form):
    """On which document a running deadline rests."""

    ground = GroundField(label=_("The deadline rests on"))
    reason = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ground"]
        field.queryset = field.queryset.filter(working_days__gte=clock.working_days)
        field.initial = clock.ground_id


class ProvisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the law says, as whoever saves it reads it in the source."""

    source = forms.URLField(label=_("where it can be read"), max_length=300, assume_scheme="https")

    class Meta:
        model = LegalProvision
        fields = ["document", "provision", "says", "source", "valid_from", "valid_until"]
        widgets = {
            "says": forms.Textarea(attrs={"rows": 4}),
            "valid_from": DayInput,
            "valid_until": DayInput,
        }
