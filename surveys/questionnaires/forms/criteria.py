"""How a criterion is computed, as a form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from surveys.questionnaires.forms.fields import ExpressionField

MEASURES = [
    ("mean", gettext_lazy("mean of ratings")),
    ("share", gettext_lazy("share of answers")),
    ("median", gettext_lazy("median")),
]


class CriterionForm(forms.Form):
    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    measure = forms.ChoiceField(label=gettext_lazy("Measure"), choices=MEASURES)
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Computed from"), widget=forms.CheckboxSelectMultiple
    )
    named = forms.CharField(
        label=gettext_lazy("Answers that count"),
        required=False,
        help_text=gettext_lazy("Codes with a space between them, such as “4 5”; only for a share."),
    )
    reverse = forms.FloatField(
        label=gettext_lazy("Reverse the scale"),
        required=False,
        help_text=gettext_lazy(
            "The value is this number less the answer: 6 turns 1–5 into 5–1, so that higher is"
            " better. Empty: as answered."
        ),
    )
    where = ExpressionField(
        label=gettext_lazy("Only those with"),
        help_text=gettext_lazy("Who is counted at all, for example: ${asked} = 'yes'."),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[tuple[str, str]],
        sources: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = list(criteria)  # type: ignore[attr-defined]
        self.fields["items"].choices = list(sources)  # type: ignore[attr-defined]

    def data_of_part(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["named"] = values["named"].replace(",", " ").split()
        reverse = values["reverse"]
        values["reverse"] = int(reverse) if reverse and reverse.is_integer() else reverse
        return values
