"""Forms of sessions, registration, the live screen and minutes."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, MomentInput, WholeNumberField
from core.limits import whole_number
from dialogues import consent_texts
from dialogues.form_fields import agencies_today, find_enterprise
from dialogues.models import (
    IssueKind,
    Minutes,
    Session,
    SessionFeedback,
    Visibility,
)
from dialogues.models.sessions import ROMAN
from dialogues.search.sectors import SECTORS
from directory.models import Agency, Enterprise
from directory.places.fields import PlaceField, PlacesField
from pci.models import Criterion


def seats_field() -> WholeNumberField:
    return WholeNumberField(label=_("Seats"), min_value=1, max_value=2000, initial=100)


class QuarterForm(forms.Form):
    """One quarter of the year that is planned."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=300)
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    seats = seats_field()
    criteria = forms.ModelMultipleChoiceField(
        label=_("Themes (criteria)"),
        queryset=Criterion.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any, *, year: int, quarter: int, initial: dict[str, Any] | None = None
    ) -> None:
        self.year, self.quarter = year, quarter
        super().__init__(data, prefix=f"q{quarter}", initial=initial)
        self.name = ROMAN[quarter]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day.year != self.year or (day.month - 1) // 3 + 1 != self.quarter:
            raise forms.ValidationError(_("This day is not in the quarter."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("A session ends after it begins."))
        return data


class SessionForm(forms.ModelForm[Session]):
    online_link = forms.URLField(
        label=_("Online link"),
        required=False,
        assume_scheme="https",
        help_text=_("Only those who are registered see it."),
    )
    map_link = forms.URLField(label=_("Link to a map"), required=False, assume_scheme="https")
    seats = seats_field()

    class Meta:
        model = Session
        fields = [
            "topic",
            "introduction",
            "starts_at",
            "ends_at",
            "place",
            "map_link",
            "online_link",
            "seats",
            "is_open_to_all",
            "district",
            "feedback",
            "feedback_days",
            "criteria",
            "agencies",
        ]
        field_classes = {"district": PlaceField}
        labels = {"district": _("For one place")}
        widgets = {
            "starts_at": MomentInput,
            "ends_at": MomentInput,
            "introduction": forms.Textarea(attrs={"rows": 4}),
            "feedback": forms.RadioSelect,
            "criteria": forms.CheckboxSelectMultiple,
            "agencies": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.agencies.values("pk") if self.instance.pk else []
        field: Any = self.fields["agencies"]
        field.queryset = Agency.objects.filter(
            Q(pk__in=agencies_today().values("pk")) | Q(pk__in=chosen)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("A session ends after it begins."))
        return data


class AgendaForm(forms.Form):
    """The agenda as lines people can type: minutes, title, speaker."""

    lines = forms.CharField(
        label=_("Points of the agenda"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One point a line: minutes | title | presented by. The first point, what earlier"
            " sessions left open, comes by itself."
        ),
    )

    def clean_lines(self) -> list[dict[str, Any]]:
        items = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split("|")]
            length = whole_number(parts[0]) or 0
            if len(parts) < 2 or not parts[1] or not 1 <= length <= 480:
                raise forms.ValidationError(
                    _("Line %(number)s: please write minutes | title | presented by."),
                    params={"number": number},
                )
            speaker = parts[2] if len(parts) > 2 else ""
            items.append({"minutes": length, "title": parts[1][:300], "speaker": speaker[:200]})
        return items


class InviteForm(forms.Form):
    """Whom to invite; the letters wait in the outbox until somebody releases them."""

    members_only = forms.BooleanField(
        label=_("Only members of the Association"), required=False, initial=True
    )
    districts = PlacesField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all places."),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Branches of business"),
        choices=SECTORS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all branches."),
    )
    with_agencies = forms.BooleanField(
        label=_("Also the agencies of the session"), required=False, initial=True
    )


class AttendanceFilter(forms.Form):
    q = forms.CharField(
        label=_("Find a guest"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class RegistrationForm(forms.Form):
    name = forms.CharField(label=_("Who will come (full name)"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    people = WholeNumberField(label=_("Number of people"), min_value=1, max_value=5, initial=1)
    may_be_named = forms.BooleanField(
        label=consent_texts.MINUTES_LABEL,
        required=False,
        help_text=consent_texts.MINUTES_HELP,
    )


MARKS = [
    ("5", _("5: agree fully")),
    ("4", "4"),
    ("3", "3"),
    ("2", "2"),
    ("1", _("1: do not agree at all")),
]


def _mark(name: str) -> forms.TypedChoiceField:
    field: Any = SessionFeedback._meta.get_field(name)
    return forms.TypedChoiceField(
        label=field.verbose_name, choices=MARKS, coerce=int, widget=forms.RadioSelect
    )


class FeedbackForm(forms.Form):
    """Three marks and a remark on a session."""

    useful = _mark("useful")
    heard = _mark("heard")
    answered = _mark("answered")
    comment = forms.CharField(
        label=_("What should be done differently next time?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        required=False,
        help_text=_("Please name nobody: the Association reads these words as they are."),
    )


class LiveForm(forms.Form):
    """One issue as it is typed while people speak."""

    key = forms.CharField(max_length=64, min_length=8)
    text = forms.CharField(max_length=8000, min_length=3)
    kind = forms.ChoiceField(choices=[("", ""), *IssueKind.choices], required=False)
    enterprise = forms.CharField(required=False, max_length=200)
    speaker = forms.CharField(required=False, max_length=120)
    visibility = forms.ChoiceField(choices=Visibility, required=False)
    criterion = forms.ModelChoiceField(queryset=Criterion.objects.all(), required=False)
    agency = forms.ModelChoiceField(queryset=Agency.objects.all(), required=False)

    def clean_enterprise(self) -> Enterprise | None:
        return find_enterprise(self.cleaned_data["enterprise"])

    def clean_visibility(self) -> str:
        return self.cleaned_data["visibility"] or Visibility.WITHOUT_NAME


class MinutesForm(forms.ModelForm[Minutes]):
    class Meta:
        model = Minutes
        fields = ["chair", "secretary", "opening", "discussion", "conclusions"]
        widgets = {
            "opening": forms.Textarea(attrs={"rows": 4}),
            "discussion": forms.Textarea(attrs={"rows": 8}),
            "conclusions": forms.Textarea(attrs={"rows": 6}),
        }


class RedactMinutesForm(forms.Form):
    """The texts of signed minutes as everybody shall read them."""

    opening = forms.CharField(
        label=_("Opening"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    discussion = forms.CharField(
        label=_("Discussion"), widget=forms.Textarea(attrs={"rows": 8}), required=False
    )
    conclusions = forms.CharField(
        label=_("Conclusions"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Only the Association reads it; everybody reads the day."),
    )


class RedactAddendumForm(forms.Form):
    after = forms.CharField(
        label=_("Text as the public shall read it"), widget=forms.Textarea(attrs={"rows": 6})
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Only the Association reads it; everybody reads the day."),
    )


class AddendumForm(forms.Form):
    text = forms.CharField(
        label=_("Text of the addendum"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        help_text=_("It is signed and published at once, below the minutes, which stay as signed."),
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class FurtherSessionForm(forms.ModelForm[Session]):
    """A further session of a quarter: for one place, or on one theme."""

    map_link = forms.URLField(label=_("Link to a map"), required=False, assume_scheme="https")
    seats = seats_field()

    class Meta:
        model = Session
        fields = ["starts_at", "ends_at", "place", "map_link", "topic", "district", "seats"]
        field_classes = {"district": PlaceField}
        labels = {"district": _("For one place")}
        widgets = {"starts_at": MomentInput, "ends_at": MomentInput}

    criteria = forms.ModelMultipleChoiceField(
        label=_("Themes (criteria)"),
        queryset=Criterion.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("A session ends after it begins."))
        if not data.get("district") and not data.get("topic"):
            self.add_error("topic", _("Please name a topic or a place: what sets it apart."))
        return data
