"""A progress report, and its return."""

import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, MissesFiles, NumberField
from plan.kinds import LIMITS
from plan.models import ProgressReport, TaskState


class ProgressReportForm(forms.ModelForm[ProgressReport]):
    class Meta:
        model = ProgressReport
        fields = ["text", "obstacles"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 10}),
            "obstacles": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "text": _("What was done for these tasks, with figures where there are any."),
            "obstacles": _("What stood in the way, and what you propose."),
        }


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it goes back"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class TaskNoteForm(MissesFiles):
    state = forms.ChoiceField(label=_("How the task stands"), choices=TaskState.choices)
    text = forms.CharField(
        label=_("What was done, with figures"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
    )
    evidence = forms.URLField(
        label=_("Address of the evidence"),
        help_text=_("A document, a page or a decision on the web."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    file = forms.FileField(
        label=_("File of the evidence"),
        help_text=_("A PDF or a picture, up to 10 MB; it is cleaned of hidden parts."),
        required=False,
    )
    done_by = forms.DateField(label=_("To be done by"), widget=DayInput, required=False)


class DueDayForm(forms.Form):
    due_on = forms.DateField(label=_("To be done by"), widget=DayInput, required=False)


class TargetProgressForm(forms.Form):
    value = NumberField(label=_("Value reached"), min_value=0, help_text=_("Shares in per cent."))
    note = forms.CharField(label=_("Where the value comes from"), max_length=300)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_value(self) -> float:
        value: float = self.cleaned_data["value"]
        low, high, sentence = LIMITS.get(self.unit, (0, math.inf, ""))
        if not low <= value <= high:
            raise forms.ValidationError(str(sentence))
        return value
