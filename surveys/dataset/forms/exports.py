"""Which data somebody takes, and what for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import ExportFormat


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the labels"))
    with_set_aside = forms.BooleanField(
        label=_("With answers that reviewers set aside"), required=False
    )
    reason = forms.CharField(
        label=_("What are the data for?"),
        max_length=300,
        help_text=_("It is logged with your name and can be read by every administrator."),
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[tuple[str, str]],
        has_files: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
        if not has_files:
            offered = [each for each in ExportFormat.choices if each[0] != ExportFormat.FILES]
            self.fields["format"].choices = offered  # type: ignore[attr-defined]
