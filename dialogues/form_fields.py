"""What several forms share."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from dialogues.models import (
    IssueKind,
)
from directory.models import Agency, Enterprise

EVERYDAY_KINDS = [
    (IssueKind.QUESTION, _("a question")),
    (IssueKind.DIFFICULTY, _("a difficulty or obstacle")),
    (IssueKind.PROPOSAL, _("a proposal")),
]


def agencies_today() -> Any:
    return Agency.objects.valid_on(localdate())


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Kept in the history; told to those who are written to."),
    )


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("Kept in the history; told to those who are written to."),
    )


def enterprise_by_tax_code(typed: str) -> Enterprise | None:
    code = typed.replace(" ", "").replace(".", "").strip()
    if not code:
        return None
    found = Enterprise.objects.filter(tax_code=code).first()
    if found is None:
        raise forms.ValidationError(
            _("The register has no enterprise with the tax code %(code)s."), params={"code": code}
        )
    return found
