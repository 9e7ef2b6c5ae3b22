"""Forms of open comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis.models import Code, CodingFrame


class CodeForm(forms.Form):
    """One code, and why codes that are in use change."""

    name_vi = forms.CharField(label=_("Name (Vietnamese)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    definition = forms.CharField(
        label=_("Definition"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When to give this code, and when not."),
    )
    example = forms.CharField(
        label=_("Example"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Words that deserve this code, without names."),
    )
    reason = forms.CharField(
        label=_("Why the codes change"),
        max_length=500,
        required=False,
        help_text=_("Needed once texts have been coded."),
    )


class CodesForm(forms.Form):
    """The codes of one text."""

    codes = forms.ModelMultipleChoiceField(
        label=_("Codes that fit"),
        queryset=Code.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    none_fits = forms.BooleanField(label=_("No code fits"), required=False)

    def __init__(self, frame: CodingFrame, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["codes"]
        field.queryset = frame.codes.filter(retired_at__isnull=True)  # type: ignore[attr-defined]


class SettlementForm(CodesForm):
    note = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Kept with the text; the next coders learn from it."),
    )


class QuoteForm(forms.Form):
    text = forms.CharField(
        label=_("Words for the public"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Cut with […]; every other word stays as it was written."),
    )


class QuoteReleaseForm(forms.Form):
    """The second person's judgement, which no rule can give."""

    points_at_nobody = forms.BooleanField(
        label=_(
            "I have read it: it points at nobody, not even for those who know trade and place."
        ),
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=500)
