"""A wave, as staff prepare it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import QuestionnaireVersion, Wave

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WaveForm(forms.ModelForm[Wave]):
    class Meta:
        model = Wave
        fields = [
            "title_vi",
            "title_en",
            "year",
            "version",
            "anonymity",
            "opens_on",
            "closes_on",
            "target_edition",
            "minutes",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]
        widgets = {"opens_on": DATE, "closes_on": DATE, "anonymity": forms.RadioSelect}
        help_texts = {
            "anonymity": _(
                "Enterprises are told on the first page. It is locked when the wave opens."
                " Confidential: few people see whose answers they are, so years can be compared."
                " Blind: nobody ever can, and nobody learns who has answered."
            ),
            "target_edition": _("The edition of the PCI whose values this wave is to predict."),
            "closes_on": _("Answers are taken until the end of this day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = (  # type: ignore[attr-defined]
            QuestionnaireVersion.objects.select_related("questionnaire").defer("document")
        )
        self.fields["anonymity"].choices = Wave._meta.get_field("anonymity").choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("A wave cannot close before it opens."))
        return data


class OpenWaveForm(WaveForm):
    """What may still be put right while enterprises are answering."""

    class Meta(WaveForm.Meta):
        fields = [
            "title_vi",
            "title_en",
            "closes_on",
            "minutes",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)

    def clean_closes_on(self) -> Any:
        closes_on = self.cleaned_data["closes_on"]
        if closes_on < self.instance.opens_on:
            raise forms.ValidationError(_("A wave cannot close before it opens."))
        return closes_on
