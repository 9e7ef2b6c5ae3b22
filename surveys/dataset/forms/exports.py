"""Which data somebody takes, and what for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from surveys.models import ExportFormat


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the labels"), choices=settings.LANGUAGES)
    with_set_aside = forms.BooleanField(
        label=_("With answers that reviewers set aside"), required=False
    )
    reason = forms.CharField(
        label=_("What are the data for?"),
        max_length=300,
        help_text=_("It is logged with your name and can be read by every administrator."),
    )
