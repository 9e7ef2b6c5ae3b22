"""A wave, as staff prepare it."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.forms import DayInput
from surveys.models import QuestionnaireVersion, Wave


class VersionField(forms.ModelChoiceField[QuestionnaireVersion]):
    """Versions by what respondents read above them, those published last first."""

    def __init__(self, **kwargs: Any) -> None:
        versions = QuestionnaireVersion.objects.select_related("questionnaire").with_titles()
        super().__init__(
            versions.order_by(F("published_at").desc(nulls_first=True), "-pk"), **kwargs
        )

    def label_from_instance(self, version: Any) -> str:
        words = {"title": version.title, "number": version.number}
        if version.published_at is None:
            return gettext("%(title)s, version %(number)s (draft)") % words
        day = date_format(timezone.localtime(version.published_at), "SHORT_DATE_FORMAT")
        return gettext("%(title)s, version %(number)s (published on %(day)s)") % (
            words | {"day": day}
        )


def after(last: Wave | None, year: int) -> dict[str, Any]:
    """What a new wave most likely has in common with the last one; dates and promise are new."""
    if last is None:
        return {"year": year}
    year = max(year, last.year + 1)
    latest = last.version.questionnaire.versions.published().order_by("-number").first()
    return {
        "year": year,
        "title_vi": last.title_vi.replace(str(last.year), str(year)),
        "title_en": last.title_en.replace(str(last.year), str(year)),
        "version": latest.pk if latest else last.version_id,
        "minutes": last.minutes,
        "contact_name": last.contact_name,
        "contact_phone": last.contact_phone,
        "contact_email": last.contact_email,
    }


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
            "paper_until",
            "target_edition",
            "minutes",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]
        widgets = {
            "opens_on": DayInput,
            "closes_on": DayInput,
            "paper_until": DayInput,
            "anonymity": forms.RadioSelect,
        }
        help_texts = {
            "anonymity": _(
                "Enterprises are told on the first page. It is locked when the wave opens."
                " Confidential: few people see whose answers they are, so years can be compared."
                " Blind: nobody ever can, and nobody learns who has answered."
            ),
            "target_edition": _("The edition of the PCI whose values this wave is to predict."),
            "closes_on": _("Answers are taken until the end of this day."),
            "paper_until": _(
                "Paper forms that arrived by the closing day may be typed until this day. Blank"
                " means until the closing day."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = VersionField(
            label=self.fields["version"].label, initial=self.fields["version"].initial
        )
        self.fields["anonymity"].choices = Wave._meta.get_field("anonymity").choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("A wave cannot close before it opens."))
        if closes_on and (paper_until := data.get("paper_until")) and paper_until < closes_on:
            self.add_error("paper_until", _("This day lies before the closing day."))
        return data


class OpenWaveForm(WaveForm):
    """What may still be put right while enterprises are answering."""

    class Meta(WaveForm.Meta):
        fields = [
            "title_vi",
            "title_en",
            "closes_on",
            "paper_until",
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


class UntriedForm(forms.Form):
    """Why a wave is opened although nobody has tried its questionnaire."""

    untried_because = forms.CharField(
        label=_("Why it is opened without a trial run"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason is kept in the audit log."),
    )


class ReopenForm(forms.Form):
    """Why a closed wave takes answers again, and until when."""

    closes_on = forms.DateField(label=_("Answers are taken until"), widget=DayInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)

    def clean_closes_on(self) -> Any:
        closes_on = self.cleaned_data["closes_on"]
        if closes_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over already."))
        return closes_on
