"""What several forms share."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from core.text import fold
from dialogues.models import IssueKind
from directory.models import Agency, Enterprise

CANDIDATES = 5  # names that are listed where several fit
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


def enterprises_like(typed: str) -> QuerySet[Enterprise]:
    """Enterprises whose name or tax code has all these words, marks or not."""
    if not fold(typed):
        return Enterprise.objects.none()
    return Enterprise.objects.matching(typed).order_by("sort_name", "pk")


def find_enterprise(typed: str) -> Enterprise | None:
    """The enterprise of a tax code, or the only one with these words in its name."""
    code = typed.replace(" ", "").replace(".", "").strip()
    if not code:
        return None
    found = list(Enterprise.objects.filter(tax_code=code) or enterprises_like(typed)[:CANDIDATES])
    if not found:
        raise forms.ValidationError(
            _("The register has no enterprise with this name or tax code: %(typed)s."),
            params={"typed": typed},
        )
    if len(found) > 1:
        raise forms.ValidationError(
            _("Several enterprises have these words; please enter the tax code: %(names)s."),
            params={"names": "; ".join(f"{each} ({each.tax_code})" for each in found)},
        )
    return found[0]


def tell_faults(request: HttpRequest, form: forms.BaseForm) -> None:
    """Say on the next page what was wrong with a form that has no page of its own."""
    messages.error(request, " ".join(str(each[0]) for each in form.errors.values()))
