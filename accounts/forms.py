"""Text from a browser becomes values: sign-up, invitations, data requests."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actions import AGREES
from accounts.models import ClaimWay, DataRequestKind
from core.access import Role
from core.forms import DayInput
from directory.models import Agency, Enterprise

LENGTHS = {10, 12, 13}


def plain_tax_code(text: str) -> str:
    """Bring a tax code into the form the register keeps: ten digits, 10-3 or twelve."""
    digits = text.replace("-", "").replace(" ", "").replace(".", "")
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in LENGTHS:
        raise forms.ValidationError(
            _("A tax code has 10, 12 or 13 digits, for example 0100109106 or 0100109106-001.")
        )
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits


class EnterpriseSignUpForm(SignupForm):  # type: ignore[misc]
    """Enterprises sign in by a code sent to them, so they are asked for no password."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    enterprise_name = forms.CharField(
        label=_("Name of the enterprise"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        help_text=_("The Association checks it against its register before it lets you in."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    agreed = forms.BooleanField(
        label=AGREES,
        help_text=format_lazy(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            reverse_lazy("accounts:privacy"),
            _("Read the privacy notice (opens in a new tab)"),
        ),
    )
    field_order = ["email", "full_name", "enterprise_name", "tax_code", "agreed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)

    def clean_tax_code(self) -> str:
        return plain_tax_code(self.cleaned_data["tax_code"])


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    full_name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.TypedChoiceField(
        label=_("Role"),
        coerce=Role,
        choices=[(role.value, role.label) for role in Role if role != Role.ENTERPRISE],
        widget=forms.RadioSelect,
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.all(),
        required=False,
        help_text=_("Only for officers of an agency."),
    )
    is_head = forms.BooleanField(label=_("Approves the agency's answers"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("role") == Role.OFFICER and not values.get("agency"):
            self.add_error("agency", _("An officer works at an agency; choose it."))
        if values.get("role") not in {None, Role.OFFICER} and values.get("agency"):
            self.add_error("agency", _("Only officers stand for an agency; leave it empty."))
        return values


class ChangeUserForm(InviteForm):
    email = None  # type: ignore[assignment]
    role = forms.TypedChoiceField(
        label=_("Role"), coerce=Role, choices=Role.choices, widget=forms.RadioSelect
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ApproveForm(forms.Form):
    """Bind a sign-up to an enterprise of the register, by its tax code."""

    tax_code = forms.CharField(label=_("Tax code in the register"), max_length=20)

    def clean_tax_code(self) -> str:
        code = plain_tax_code(self.cleaned_data["tax_code"])
        self.enterprise = Enterprise.objects.filter(tax_code=code).first()
        if self.enterprise is None:
            raise forms.ValidationError(
                _("The register has no enterprise with this tax code. Add it there first.")
            )
        return code


class ClaimCodeForm(forms.Form):
    """The code that came to the enterprise's own contact, and for whom."""

    email = forms.EmailField(label=_("E-mail with which you signed up"))
    code = forms.CharField(
        label=_("Code sent to your enterprise"),
        max_length=12,
        help_text=_("Eight digits, sent to the contact of the enterprise in the register."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class SendCodeForm(ApproveForm):
    """Which contact of the register gets the code."""

    way = forms.TypedChoiceField(
        label=_("How the code goes there"),
        coerce=ClaimWay,
        choices=ClaimWay.choices,
        widget=forms.RadioSelect,
    )


class ProfileForm(forms.Form):
    full_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DataRequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=DataRequestKind.choices,
        widget=forms.RadioSelect,
    )
    wish = forms.CharField(
        label=_("What exactly should be done?"), max_length=2000, widget=forms.Textarea
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What was done, and why"), max_length=2000, widget=forms.Textarea
    )


class UserFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("all")), *Role.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all")), ("active", _("open")), ("closed", _("closed"))],
        required=False,
    )


class AuditFilter(forms.Form):
    q = forms.CharField(label=_("Action or object"), required=False)
    who = forms.CharField(label=_("Who"), required=False)
    since = forms.DateField(label=_("From"), widget=DayInput, required=False)
    until = forms.DateField(label=_("To"), widget=DayInput, required=False)
