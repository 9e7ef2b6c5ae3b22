"""Fields several apps use, and the sample form of the style page."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core.jobs.kinds import kinds
from core.letterhead.pictures import LARGEST, PictureRefused, make_logo
from core.messaging.kinds import letter_kinds
from core.models import Association, Channel, DayKind, JobState, MessageStatus

MOST_BILLIONS = 999_999
THOUSANDS = re.compile(r"\s*[0-9]{1,3}([.\s][0-9]{3})+\s*")


# One sentence for every form: what is written on the page must say how a day is written.
forms.DateField.default_error_messages |= {
    "invalid": _("Write a day of the calendar, like 25/11/2026.")
}
forms.DateTimeField.default_error_messages |= {
    "invalid": _("Write a day of the calendar and the time, like 25/11/2026 14:30.")
}


class WholeNumberField(forms.IntegerField):
    """A whole number as it is written here: “1.000” is a thousand, and not one."""

    re_decimal = re.compile("(?!)")  # Django's takes “.000” off

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and THOUSANDS.fullmatch(value):
            value = re.sub(r"\D", "", value)
        return super().to_python(value)


class DayInput(forms.DateInput):
    """A day as it is written here, 25/11/2026, whatever the browser speaks.

    ``static/js/page.js`` sets the browser's calendar beside it. Addresses and programs may give
    2026-11-25; what cannot be read stays as it was typed.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"data-picker": "date", "autocomplete": "off", "maxlength": 10}
        own |= {"placeholder": _("dd/mm/yyyy")}
        super().__init__(own | (attrs or {}), format="%d/%m/%Y")

    def format_value(self, value: Any) -> str | None:
        return super().format_value(_read_iso(value, date.fromisoformat))


class MomentInput(forms.DateTimeInput):
    """A day and the time of day, 25/11/2026 14:30, with the browser's calendar beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"data-picker": "datetime-local", "autocomplete": "off", "maxlength": 16}
        super().__init__(
            own | {"placeholder": _("dd/mm/yyyy hh:mm")} | (attrs or {}), format="%d/%m/%Y %H:%M"
        )

    def format_value(self, value: Any) -> str | None:
        return super().format_value(_read_iso(value, datetime.fromisoformat))


def _read_iso(value: Any, read: Callable[[str], date]) -> Any:
    """A day of an address or a program as a day; all else comes back as it was."""
    if not isinstance(value, str) or (value[4:5], value[7:8]) != ("-", "-"):
        return value
    try:
        return read(value)
    except ValueError:
        return value


class NumberField(forms.FloatField):
    """A number with a decimal comma or point and no other signs, the same in every language."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def run_validators(self, value: Any) -> None:
        """Name a limit as the language writes it: 10 and 54,5, not 10.0 and 54.5."""
        try:
            super().run_validators(value)
        except ValidationError as refusal:
            for error in refusal.error_list:
                if error.params and "limit_value" in error.params:
                    error.params["limit_value"] = self.prepare_value(error.params["limit_value"])
            raise

    def prepare_value(self, value: Any) -> Any:
        """What was typed comes back as it was typed; a stored number as the language writes it."""
        if not isinstance(value, int | float):
            return value
        return f"{value:.12g}".replace(".", formats.get_format("DECIMAL_SEPARATOR"))


class ShareField(NumberField):
    """A number between 0 and 1, or one of per cent: ``5%`` is 0.05."""

    def to_python(self, value: Any) -> Any:
        words = value.strip() if isinstance(value, str) else ""
        if not words.endswith("%"):
            return super().to_python(value)
        number = super().to_python(words[:-1].strip())
        return None if number is None else round(number / 100, 8)


class MoneyField(forms.DecimalField):
    """Billion VND, from 0 to what no enterprise has, with a decimal comma or point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"min_value": 0, "max_value": MOST_BILLIONS}))

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value.normalize():f}".replace(".", formats.get_format("DECIMAL_SEPARATOR"))


class MissesFiles(forms.Form):
    """A form with files: one that is shown again says that they must be chosen again."""

    def full_clean(self) -> None:
        super().full_clean()
        self.miss_files()

    def miss_files(self, *, always: bool = False) -> None:
        """Browsers give no file back; say so, or it would be thought to be there."""
        if not self.is_bound or not (self.errors or always):
            return
        for name in self.fields.keys() & self.files.keys() - self.errors.keys():
            self.add_error(
                name,
                _("Please choose “%(name)s” once more: a file does not stay chosen.")
                % {"name": getattr(self.files[name], "name", "")},
            )


def kind_choices() -> list[tuple[str, Any]]:
    """All letters that pass through the outbox, each with who gets it."""
    listed = [kind for kind in letter_kinds().values() if kind.uses_outbox]
    return [("", _("all")), *((kind.key, f"{kind.name} ({kind.to})") for kind in listed)]


class OutboxFilter(forms.Form):
    q = forms.CharField(label=_("Recipient or subject"), required=False)
    kind = forms.ChoiceField(label=_("Letter"), choices=kind_choices, required=False)
    status = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *MessageStatus.choices], required=False
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("all")), *Channel.choices], required=False
    )
    batch = forms.CharField(widget=forms.HiddenInput, required=False)


def _choose_kind() -> list[tuple[str, str]]:
    return [("", str(_("all"))), *((kind.code, str(kind.label)) for kind in kinds().values())]


class JobFilter(forms.Form):
    q = forms.CharField(label=_("About, or who ordered"), required=False)
    kind = forms.ChoiceField(label=_("Work"), choices=_choose_kind, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *JobState.choices], required=False
    )


class CorrectionForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput)
    kind = forms.ChoiceField(
        label=_("What holds on this day"), choices=DayKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The decision it rests on, for example the number of the notice."),
    )


class DeadlineForm(forms.Form):
    start = forms.DateField(label=_("Received on"), widget=DayInput)
    count = forms.IntegerField(label=_("Working days"), min_value=-250, max_value=250)


class SampleForm(forms.Form):
    """One field of each kind, for the style page."""

    name = forms.CharField(label=_("Name of the enterprise"), help_text=_("As in the licence."))
    email = forms.EmailField(label=_("E-mail"))
    founded = forms.IntegerField(label=_("Founding year"), min_value=1900)
    day = forms.DateField(label=_("Date"), widget=DayInput, required=False)
    size = forms.ChoiceField(
        label=_("Size"), choices=[("", "—"), ("micro", _("micro")), ("small", _("small"))]
    )
    member = forms.ChoiceField(
        label=_("Member of the Association?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=_("How may we write to you?"),
        choices=[("email", _("e-mail")), ("sms", _("text message (SMS)")), ("zalo", _("Zalo"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(label=_("Remark"), widget=forms.Textarea, required=False)
    file = forms.FileField(label=_("File"), required=False)
    agreed = forms.BooleanField(
        label=_("I have read the privacy notice."), help_text=_("It is one page long.")
    )


class AssociationForm(forms.ModelForm[Association]):
    """Name and letterhead; a picture is read before it is kept."""

    field_order = ["name_vi", "name_en", "place_name", "address", "town", "phone", "email"]

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A PNG or JPEG picture; it is made small. It stands on letters and reports."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    licence_url = forms.URLField(
        label=_("Address of the licence"),
        required=False,
        assume_scheme="https",
        help_text=_("Stands beside every released file and in the catalogue of open data."),
    )
    without_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Association
        fields = [
            "name_vi",
            "name_en",
            "place_name",
            "address",
            "town",
            "phone",
            "email",
            "website",
            "contact",
            "sender_name",
            "signatory",
            "signatory_title",
            "licence_name",
            "licence_url",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_vi"].required = True
        if not self.instance.logo_digest:
            del self.fields["without_logo"]

    def clean_logo_file(self) -> bytes | None:
        file = self.cleaned_data["logo_file"]
        if file is None:
            return None
        try:
            return make_logo(file.read(LARGEST + 1))
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def values(self) -> dict[str, Any]:
        """What the act takes: the fields of the row, and the logo where it changes."""
        given = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        logo = b"" if self.cleaned_data.get("without_logo") else self.cleaned_data["logo_file"]
        return given | {"logo": logo}
