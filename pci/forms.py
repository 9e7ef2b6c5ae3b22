"""Uploading a file of official results."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.tabular.cells import LARGEST_FILE


class OfficialUploadForm(forms.Form):
    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        help_text=_(
            "A table with the columns province, year, criterion, value; or the official workbook"
            " as published."
        ),
    )
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

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it and import the parts.")
                % {"limit": LARGEST_FILE // 1024**2}
            )
        return file

    @property
    def options(self) -> dict[str, Any]:
        first, last = self.cleaned_data["first_year"], self.cleaned_data["last_year"]
        years = [first or 0, last or 9999] if first or last else None
        return {"year": self.cleaned_data["year"], "years": years}
