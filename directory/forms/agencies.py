"""One agency, and a file with agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.tabular.forms import TableUploadForm
from core.text import fold
from directory.forms.phones import check_phone
from directory.models import Agency
from directory.places.fields import PlaceField, places_of_today


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"] = PlaceField(
            places_of_today(self.instance.district_id), required=False
        )

    def clean_phone(self) -> str:
        return check_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Two agencies of today have two names; one that ended may have that of its successor."""
        values = super().clean() or self.cleaned_data
        name = " ".join(values.get("name_vi", "").split())
        others = Agency.objects.filter(valid_to=None).exclude(pk=self.instance.pk)
        known = map(fold, others.values_list("name_vi", flat=True))
        if values.get("valid_to") is None and fold(name) in known:
            self.add_error("name_vi", _("An agency of this name exists already."))
        return values


class AgencyFileForm(TableUploadForm):
    """A table with one agency a row; only its name is needed."""
