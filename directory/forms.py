"""Filters, one enterprise, one agency, a file of enterprises."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.forms import DayInput
from core.tabular.forms import TableUploadForm
from core.text import fold
from directory import taxcodes
from directory.models import (
    Agency,
    District,
    Enterprise,
    EnterpriseStatus,
    LegalType,
    Size,
)
from directory.sizes import size_of
from directory.vsic import SECTIONS, section_choices

ALL = [("", _("all"))]
MOST_PLACES = 1000


class EnterpriseFilterForm(forms.Form):
    """The filters of the list; what is wrong in an address is ignored."""

    q = forms.CharField(label=_("Name or tax code"), required=False, max_length=100)
    district = forms.ModelChoiceField(
        District.objects.all(), label=_("District"), required=False, empty_label=_("all")
    )
    legal_type = forms.ChoiceField(
        label=_("Legal type"), choices=[*ALL, *LegalType.choices], required=False
    )
    size = forms.ChoiceField(label=_("Size"), choices=[*ALL, *Size.choices], required=False)
    sector = forms.ChoiceField(
        label=_("Section (VSIC)"),
        choices=lambda: [*ALL, *section_choices()],
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[*ALL, *EnterpriseStatus.choices], required=False
    )
    is_member = forms.ChoiceField(
        label=_("Member"), choices=[*ALL, ("yes", _("yes")), ("no", _("no"))], required=False
    )

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class EnterpriseForm(forms.ModelForm[Enterprise]):
    class Meta:
        model = Enterprise
        fields = [
            "tax_code",
            "name",
            "legal_type",
            "vsic",
            "sector",
            "employees",
            "revenue",
            "capital",
            "size",
            "founded",
            "district",
            "address",
            "email",
            "phone",
            "language",
            "is_member",
            "is_woman_led",
            "status",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"] = forms.ChoiceField(
            label=_("Section (VSIC)"), choices=section_choices
        )
        self.fields["size"].required = False
        self.fields["size"].help_text = _(
            "Left empty, it follows from employees and revenue or capital (Decree 80/2021)."
        )

    def clean_tax_code(self) -> str:
        try:
            code = taxcodes.check_tax_code(self.cleaned_data["tax_code"])
        except taxcodes.InvalidTaxCode as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        same = Enterprise.objects.filter(tax_code=code).exclude(pk=self.instance.pk).first()
        if same:
            raise forms.ValidationError(
                _("%(name)s has this tax code already.") % {"name": same.name}
            )
        return code

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("Please check the founding year."))
        return year

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        sector, vsic = values.get("sector"), values.get("vsic")
        if sector and vsic and sector not in SECTIONS[vsic]:
            self.add_error("sector", _("This edition of VSIC has no such section."))
            return values
        if sector and vsic and values.get("employees") is not None:
            self._derive_size(values)
        if not values.get("size") and "size" not in self.errors:
            self.add_error("size", _("Choose a size, or give employees and revenue or capital."))
        return values

    def _derive_size(self, values: dict[str, Any]) -> None:
        """Take the size its figures give; refuse another one."""
        derived = size_of(
            sector=values["sector"],
            vsic=values["vsic"],
            employees=values["employees"],
            revenue=values.get("revenue"),
            capital=values.get("capital"),
        )
        if derived is None:
            return
        if values.get("size", derived) in {"", derived}:
            values["size"] = derived.value
        else:
            sentence = _("By Decree 80/2021 its figures make it “%(derived)s”.")
            self.add_error("size", sentence % {"derived": derived.label})


class AgencyForm(forms.ModelForm[Agency]):
    class Meta:
        model = Agency
        fields = [
            "name_vi",
            "name_en",
            "short_name",
            "kind",
            "district",
            "email",
            "phone",
            "approves_answers",
            "valid_from",
            "valid_to",
            "successor",
        ]
        widgets = {"valid_from": DayInput, "valid_to": DayInput}


class RegisterUploadForm(TableUploadForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Columns: tax code, name, legal type, section of VSIC, size (or employees and revenue"
            " or capital), district; others may follow. Empty cells change nothing."
        )


class PlaceForm(forms.ModelForm[District]):
    """A place of the province: a commune, or a district of the time when there were some."""

    class Meta:
        model = District
        fields = ["name", "position", "valid_from", "valid_to", "successor"]
        widgets = {"valid_from": DayInput, "valid_to": DayInput}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = District.objects.filter(valid_to=None).exclude(pk=self.instance.pk)
        if any(fold(other) == fold(name) for other in others.values_list("name", flat=True)):
            raise forms.ValidationError(_("A place of this name exists already."))
        return name


class PlacesForm(forms.Form):
    """Several places at once, one a line, as they are copied from a decree."""

    names = forms.CharField(
        label=_("Places, one a line"),
        widget=forms.Textarea,
        help_text=_("For example “Phường Xuân Hương - Đà Lạt”. Places known already are left out."),
    )

    def clean_names(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list({fold(line): line for line in reversed(lines) if fold(line)}.values())[::-1]
        longest = District._meta.get_field("name").max_length or 60
        too_long = [name for name in names if len(name) > longest]
        if too_long:
            raise forms.ValidationError(
                _("“%(name)s” is longer than %(limit)s letters.")
                % {"name": too_long[0][:80], "limit": longest}
            )
        if len(names) > MOST_PLACES:
            raise forms.ValidationError(
                _("More than %(limit)s places at once are not taken.") % {"limit": MOST_PLACES}
            )
        return names


class AgencyFileForm(TableUploadForm):
    """A table with one agency a row; only its name is needed."""
