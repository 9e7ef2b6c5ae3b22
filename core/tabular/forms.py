"""The form in which a table is handed in."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.tabular.cells import LARGEST_FILE


class TableUploadForm(forms.Form):
    """A file; each import says by ``help_text`` which columns it takes."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it and import the parts.")
                % {"limit": LARGEST_FILE // 1024**2}
            )
        return file

    @property
    def options(self) -> dict[str, object]:
        """Return what the import must know beside the file."""
        return {}
