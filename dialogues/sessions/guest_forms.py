"""Forms of guests nobody invited: who registers alone, who telephones, whole lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MissesFiles, WholeNumberField
from core.tabular import cell_parsing
from core.tabular.cells import TableRefused
from core.tabular.reading import sheets
from dialogues import consent_texts
from dialogues.form_fields import find_enterprise
from dialogues.models import Session, Visibility
from dialogues.sessions.actions.guests import Guest
from directory.models import Enterprise
from vietnam import phone_numbers

MOST_AT_ONCE = 500  # each gets a letter while the page is made


class GuestFields(forms.Form):
    """What is asked of everybody who comes, whoever writes it down."""

    name = forms.CharField(label=_("Who will come (full name)"), max_length=120)
    organisation = forms.CharField(
        label=_("Enterprise or organisation"), max_length=200, required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    people = WholeNumberField(label=_("Number of people"), min_value=1, max_value=5, initial=1)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = phone_numbers.normalise(typed)
        if typed and number is None:
            raise forms.ValidationError(_("This is not a telephone number of Viet Nam."))
        return number or ""

    def guest(self) -> Guest:
        known = {name: self.cleaned_data.get(name) for name in Guest.__dataclass_fields__}
        return Guest(**{name: value for name, value in known.items() if value is not None})


class SignUpForm(GuestFields):
    """Somebody registers alone and says how to be reached."""

    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        help_text=_("So that your enterprise is found in the register."),
    )
    may_be_named = forms.BooleanField(
        label=consent_texts.MINUTES_LABEL,
        required=False,
        help_text=consent_texts.MINUTES_HELP,
    )
    field_order = ["name", "organisation", "tax_code", "email", "phone", "people", "may_be_named"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "Give an e-mail address or a mobile number: we write to you there once more to confirm."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        phone = data.get("phone") or ""
        if "email" in self.errors or "phone" in self.errors:
            return data
        if not data.get("email") and not (phone and phone_numbers.is_mobile(phone)):
            self.add_error("email", _("Please give an e-mail address or a mobile number."))
        return data


class AddGuestForm(GuestFields):
    """Staff enter somebody who telephoned or stands at the door."""

    enterprise = forms.CharField(
        label=_("Enterprise in the register (name or tax code)"), max_length=200, required=False
    )
    may_be_named = forms.BooleanField(label=consent_texts.MINUTES_BY_STAFF, required=False)
    at_the_door = forms.BooleanField(
        label=_("Stands at the door: check in at once"), required=False
    )
    field_order = ["name", "enterprise", "organisation", "email", "phone", "people"]

    def clean_enterprise(self) -> Enterprise | None:
        return find_enterprise(self.cleaned_data["enterprise"])


class TieGuestForm(forms.Form):
    enterprise = forms.CharField(
        label=_("Enterprise in the register (name or tax code)"), max_length=200
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean_enterprise(self) -> Enterprise | None:
        found = find_enterprise(self.cleaned_data["enterprise"])
        if self.session.participants.filter(enterprise=found).exists():
            raise forms.ValidationError(_("This enterprise is on the list of the session already."))
        return found


class GuestListForm(MissesFiles):
    """A list of guests, one a line, typed or from a file of Excel or CSV."""

    lines = forms.CharField(
        label=_("Guests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "One guest a line: full name | enterprise or tax code | e-mail | phone | number of"
            " people. What comes after the name may be left out."
        ),
    )
    file = forms.FileField(
        label=_("Or a file (Excel, CSV)"),
        required=False,
        help_text=_("The same columns in the same order; a first line with headings is left out."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = self._rows(data)
        if len(rows) > MOST_AT_ONCE:
            sentence = _("The list names %(count)s guests; at most %(most)s are entered at a time.")
            self.add_error("lines", sentence % {"count": len(rows), "most": MOST_AT_ONCE})
            return data | {"listed": []}
        listed = []
        for number, cells in enumerate(rows, start=1):
            try:
                listed.append(_read_guest([cell.strip() for cell in cells]))
            except forms.ValidationError as wrong:
                said = {"number": number, "why": " ".join(wrong.messages)}
                self.add_error("lines", _("Line %(number)s: %(why)s") % said)
        if not rows and not self.errors:
            self.add_error("lines", _("Please enter at least one guest."))
        return data | {"listed": listed}

    def _rows(self, data: dict[str, Any]) -> list[list[str]]:
        """What was typed, and what stands in the file."""
        rows = [line.split("|") for line in (data.get("lines") or "").splitlines() if line.strip()]
        try:
            return rows + (_rows_of(data["file"]) if data.get("file") else [])
        except TableRefused as refusal:
            self.add_error("file", str(refusal))
        return rows


def _rows_of(file: Any) -> list[list[str]]:
    lines = sheets(file.name, file.read())[0].lines
    rows = [[cell_parsing.text(cell) for cell in line.cells] for line in lines]
    has_headings = bool(rows) and not any("@" in cell or cell.strip().isdigit() for cell in rows[0])
    return rows[1:] if has_headings and len(rows) > 1 else rows


def _read_guest(cells: list[str]) -> tuple[Guest, Enterprise | None]:
    name, firm, email, phone, people = [*cells, "", "", "", "", ""][:5]
    form = GuestFields(
        {"name": name, "organisation": firm, "email": email, "phone": phone, "people": people or 1}
    )
    if not form.is_valid():
        raise forms.ValidationError([f"{form[f].label}: {e[0]}" for f, e in form.errors.items()])
    code = firm.replace(" ", "").replace(".", "")
    return form.guest(), Enterprise.objects.filter(tax_code=code).first() if code else None


class GuestQuestionForm(forms.Form):
    """A question of a guest, sent beforehand or from the hall."""

    text = forms.CharField(
        label=_("Your question, difficulty or proposal"),
        help_text=_("Say what happened, when, where, and what you ask for."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        min_length=15,
    )
    visibility = forms.ChoiceField(
        label=consent_texts.VISIBILITY_LABEL,
        choices=Visibility,
        widget=forms.RadioSelect,
        help_text=consent_texts.VISIBILITY_HELP,
        initial=Visibility.WITHOUT_NAME,
    )


class HallQuestionForm(GuestQuestionForm):
    """Somebody in the hall writes instead of speaking."""

    speaker = forms.CharField(
        label=_("Your name and enterprise"),
        max_length=120,
        required=False,
        help_text=_("So that the Association can write to you; others see it only if you wish."),
    )
