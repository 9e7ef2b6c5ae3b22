"""A progress report, and its return."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plan.models import ProgressReport


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
