"""Forms of review: of a response, and of the portal."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import ChecklistItem, ReviewState
from surveys.review.queries.portal_checklist import Compared


class ReviewForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (ReviewState.KEPT, _("Keep: it counts in the figures")),
            (ReviewState.SET_ASIDE, _("Set aside: figures are given with and without it")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason, if it is set aside"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") == ReviewState.SET_ASIDE and not data.get("reason"):
            self.add_error("reason", _("Say why the response is set aside."))
        return data


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScanForm(forms.Form):
    """A sheet as one PDF, or as several photos; the view reads each file by itself."""

    scan = forms.FileField(
        label=_("Photos or PDF of the form"),
        widget=SeveralFiles(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG or PNG, 10 MB each. What cameras and scanners wrote in is removed."),
    )


class WebReviewForm(forms.Form):
    """Points and a note for every item of the checklist."""

    address = forms.URLField(label=_("Address of the portal"), assume_scheme="https")

    def __init__(
        self,
        *args: Any,
        items: Iterable[ChecklistItem],
        points: Mapping[str, float],
        notes: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[item.code] = forms.FloatField(
                label=item.text,
                min_value=0,
                max_value=item.points,
                required=False,
                initial=points.get(item.code),
                help_text=_("from 0 to %(most)s points") % {"most": item.points},
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )
            self.fields[f"{item.code}__note"] = forms.CharField(
                label=_("What was seen"),
                required=False,
                max_length=300,
                initial=notes.get(item.code, ""),
            )

    def points(self) -> dict[str, float]:
        given = {item.code: self.cleaned_data.get(item.code) for item in self.items}
        return {code: value for code, value in given.items() if value is not None}

    def notes(self) -> dict[str, str]:
        given = {item.code: self.cleaned_data.get(f"{item.code}__note") for item in self.items}
        return {code: note for code, note in given.items() if note}


class WebScoreForm(forms.Form):
    """The points that count where the two reviews differ."""

    reason = forms.CharField(
        label=_("How the differences were settled"), max_length=500, required=False
    )

    def __init__(self, *args: Any, rows: Iterable[Compared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            if row.differs:
                self.fields[row.item.code] = forms.FloatField(
                    label=row.item.text,
                    min_value=0,
                    max_value=row.item.points,
                    help_text=_("%(first)s or %(second)s of %(most)s points")
                    % {"first": row.first, "second": row.second, "most": row.item.points},
                )

    def points(self) -> dict[str, float]:
        return {name: v for name, v in self.cleaned_data.items() if name != "reason"}
