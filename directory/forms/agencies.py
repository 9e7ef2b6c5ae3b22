"""One agency, and a file with agencies."""

from typing import Any

from django import forms

from core.forms import DayInput
from core.tabular.forms import TableUploadForm
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


class AgencyFileForm(TableUploadForm):
    """A table with one agency a row; only its name is needed."""
