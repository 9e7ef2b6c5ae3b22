"""Filters of the register, one enterprise, a file of enterprises."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.forms import MoneyField
from core.tabular.forms import TableUploadForm
from directory import taxcodes
from directory.forms.phones import check_phone
from directory.models import MOST_EMPLOYEES, Enterprise, EnterpriseStatus, LegalType, Size
from directory.places.fields import PlaceField, RegionField, places_of_today
from directory.places.words import has_regions
from directory.sizes import size_of
from directory.vsic import SECTIONS, section_choices

ALL = [("", _("all"))]


class EnterpriseFilterForm(forms.Form):
    """The filters of the list; what is wrong in an address is ignored."""

    q = forms.CharField(label=_("Name or tax code"), required=False, max_length=100)
    region = RegionField(required=False, empty_label=_("all"))
    district = PlaceField(required=False, empty_label=_("all"))
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_regions():
            del self.fields["region"]

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class EnterpriseForm(forms.ModelForm[Enterprise]):
    class Meta:
        model = Enterprise
        field_classes = {"revenue": MoneyField, "capital": MoneyField}
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
        self.fields["district"] = PlaceField(places_of_today(self.instance.district_id))
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

    def clean_phone(self) -> str:
        return check_phone(self.cleaned_data["phone"])

    def clean_employees(self) -> int | None:
        count: int | None = self.cleaned_data["employees"]
        if count is not None and count > MOST_EMPLOYEES:
            raise forms.ValidationError(
                _("At most %(most)s employees are taken.") % {"most": MOST_EMPLOYEES}
            )
        return count

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


class RegisterUploadForm(TableUploadForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Columns: tax code, name, legal type, section of VSIC, size (or employees and revenue"
            " or capital), place; others may follow. Empty cells change nothing."
        )
