"""Uploading a file of official results."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.tabular.forms import TableUploadForm
from core.text import sort_key
from pci.models import Province


class OfficialUploadForm(TableUploadForm):
    year = forms.IntegerField(
        label=_("Edition of the workbook"),
        required=False,
        min_value=2005,
        max_value=2100,
        help_text=_("Only if the name of the workbook does not tell its year."),
    )
    first_year = forms.IntegerField(
        label=_("From the edition"), required=False, min_value=2005, max_value=2100
    )
    last_year = forms.IntegerField(
        label=_("To the edition"),
        required=False,
        min_value=2005,
        max_value=2100,
        help_text=_("Rows of a table outside of these years are left out."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A table with the columns province, year, criterion, value; or the official workbook"
            " as published."
        )

    @property
    def options(self) -> dict[str, Any]:
        first, last = self.cleaned_data["first_year"], self.cleaned_data["last_year"]
        years = [first or 0, last or 9999] if first or last else None
        return {"year": self.cleaned_data["year"], "years": years}


class HomeForm(forms.Form):
    """The province of this installation; its predecessors come with it."""

    province = forms.ModelChoiceField(
        Province.objects.all(), label=_("The province of this installation")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = set(Province.objects.valid_on(timezone.localdate()))
        every = sorted(Province.objects.all(), key=lambda one: sort_key(name_with_years(one)))
        groups = (
            (_("Provinces of today"), [one for one in every if one in now]),
            (_("Provinces of another time"), [one for one in every if one not in now]),
        )
        self.fields["province"].choices = [  # type: ignore[attr-defined]
            ("", _("– choose –")),
            *((title, [(one.pk, name_with_years(one)) for one in rows]) for title, rows in groups),
        ]


class PredecessorsForm(forms.Form):
    """How many enterprises each predecessor had: the weights of its official values."""

    def __init__(self, predecessors: Iterable[Province], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in predecessors:
            self.fields[f"enterprises_{one.pk}"] = forms.IntegerField(
                label=name_with_years(one), min_value=1, initial=one.enterprises
            )


def name_with_years(province: Province) -> str:
    """Two provinces of one name are told apart by when they existed."""
    if province.valid_to:
        return _("%(name)s (until %(year)s)") % {
            "name": province.name,
            "year": province.valid_to.year,
        }
    return province.name
