"""The form in which a file of outlines is handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OutlinesForm(forms.Form):
    file = forms.FileField(
        label=_("File (GeoJSON)"),
        help_text=_(
            "Areas in longitude and latitude (WGS 84), up to 8 MB; each with the code or the name"
            " of its place."
        ),
    )
