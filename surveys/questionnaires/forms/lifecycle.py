"""Questionnaires begun, imported, published and signed for, as forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class NewQuestionnaireForm(forms.Form):
    name = forms.SlugField(
        label=gettext_lazy("Name"),
        max_length=32,
        help_text=gettext_lazy("Short and without accents, such as “pci-2019”; it never changes."),
    )
    title_vi = forms.CharField(label=gettext_lazy("Title (Vietnamese)"), max_length=200)
    title_en = forms.CharField(
        label=gettext_lazy("Title (English)"), max_length=200, required=False
    )


class XLSFormUpload(forms.Form):
    file = forms.FileField(label=gettext_lazy("XLSForm (.xlsx, .xls, .ods or .csv)"))
    name = forms.SlugField(
        label=gettext_lazy("Name of the questionnaire"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Empty: the form's own id. The name of a questionnaire that is here already makes its"
            " next version."
        ),
    )
    accept_losses = forms.BooleanField(
        label=gettext_lazy("Import even if some rows or columns are not supported"), required=False
    )


class PublishForm(forms.Form):
    """What changed; and, where criteria of the basket are not measured, a signature for that."""

    note = forms.CharField(
        label=gettext_lazy("What changed"), widget=forms.Textarea({"rows": 3}), required=False
    )

    def __init__(self, *args: Any, unmeasured: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unmeasured:
            self.fields["unmeasured_because"] = forms.CharField(
                label=_("Why may these criteria stay without a question?"),
                help_text=_("Your name and this reason stand in the log: %(criteria)s.")
                % {"criteria": "; ".join(unmeasured)},
                widget=forms.Textarea({"rows": 2}),
                max_length=1000,
            )


class SignatureForm(forms.Form):
    criterion = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why may the figures still be compared?"),
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
    )
