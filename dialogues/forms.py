"""Text from a browser becomes values."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.forms import DayInput, MomentInput
from dialogues import deadlines
from dialogues.course import Effect
from dialogues.models import (
    AnswerTemplate,
    Issue,
    IssueKind,
    Minutes,
    Outcome,
    Session,
    Visibility,
)
from dialogues.models.sessions import ROMAN
from dialogues.queries import issues as issue_queries
from dialogues.sectors import SECTORS
from directory.models import Agency, District, Enterprise
from pci.models import Criterion

EVERYDAY_KINDS = [
    (IssueKind.QUESTION, _("a question")),
    (IssueKind.DIFFICULTY, _("a difficulty or obstacle")),
    (IssueKind.PROPOSAL, _("a proposal")),
]


def agencies_today() -> Any:
    return Agency.objects.valid_on(localdate())


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Kept in the history; told to those who are written to."),
    )


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("Kept in the history; told to those who are written to."),
    )


class IssueFields(forms.Form):
    """What is common to every way of raising an issue."""

    text = forms.CharField(
        label=_("Your question, difficulty or proposal"),
        help_text=_("Say what happened, when, where, and what you ask for."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=8000,
        min_length=15,
    )
    title = forms.CharField(
        label=_("Title of the issue"),
        help_text=_("If you leave it empty, your first sentence is the title."),
        max_length=200,
        required=False,
    )
    kind = forms.ChoiceField(label=_("This is"), choices=EVERYDAY_KINDS, widget=forms.RadioSelect)
    visibility = forms.ChoiceField(
        label=_("Who may know that it comes from you?"),
        choices=Visibility,
        widget=forms.RadioSelect,
        help_text=_(
            "“Only the Association”: the agency receives your text without your name, and it is"
            " not published."
        ),
    )
    criterion = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Criterion.objects.all(),
        required=False,
        empty_label=_("We are not sure"),
    )
    session = forms.ModelChoiceField(
        label=_("For the dialogue session"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("No session: please handle it now"),
    )
    attachment = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Hidden data in it is removed."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions: Any = self.fields["session"]
        sessions.queryset = Session.objects.upcoming(now)


class RaiseIssueForm(IssueFields):
    """An enterprise writes for itself."""


class FileIssueForm(IssueFields):
    """Staff write for an enterprise."""

    enterprise = forms.CharField(
        label=_("Tax code of the enterprise"),
        required=False,
        help_text=_("Leave it empty when the speaker does not want to be recorded."),
    )
    speaker = forms.CharField(label=_("Who spoke"), max_length=120, required=False)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.all(), required=False
    )
    sector = forms.ChoiceField(
        label=_("Branch of business"), choices=[("", "—"), *SECTORS], required=False
    )
    field_order = ["enterprise", "speaker", "text", "title", "kind", "visibility"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = list(IssueKind.choices)

    def clean_enterprise(self) -> Enterprise | None:
        return enterprise_by_tax_code(self.cleaned_data["enterprise"])


def enterprise_by_tax_code(typed: str) -> Enterprise | None:
    code = typed.replace(" ", "").replace(".", "").strip()
    if not code:
        return None
    found = Enterprise.objects.filter(tax_code=code).first()
    if found is None:
        raise forms.ValidationError(
            _("The register has no enterprise with the tax code %(code)s."), params={"code": code}
        )
    return found


class EditIssueForm(forms.ModelForm[Issue]):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    class Meta:
        model = Issue
        fields = ["title", "text", "kind", "criterion", "sector", "district", "visibility"]
        widgets = {"visibility": forms.RadioSelect, "sector": forms.Select(choices=SECTORS)}


class AssignForm(forms.Form):
    lead = forms.ModelChoiceField(label=_("Lead agency"), queryset=Agency.objects.none())
    days = forms.IntegerField(
        label=_("Working days to answer"),
        min_value=1,
        max_value=60,
        initial=deadlines.LEAD_DAYS,
    )
    coordinators = forms.ModelMultipleChoiceField(
        label=_("Co-ordinating agencies"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    coordinator_days = forms.IntegerField(
        label=_("Working days for a contribution"),
        min_value=1,
        max_value=60,
        initial=deadlines.COORDINATOR_DAYS,
    )
    reason = forms.CharField(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "coordinators"):
            field: Any = self.fields[name]
            field.queryset = agencies_today()
        leads, others = issue_queries.proposed_agencies(issue, localdate())
        guessed = (issue.guess or {}).get("agency")
        lead = guessed or (leads[0].pk if len(leads) == 1 else None)
        self.fields["lead"].initial = lead
        if 0 < len(others) <= 4:
            self.fields["coordinators"].initial = [each.pk for each in others if each.pk != lead]


class HandOverForm(ReasonForm):
    agency = forms.ModelChoiceField(label=_("New lead agency"), queryset=Agency.objects.none())
    field_order = ["agency", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies_today()


class AddAgencyForm(forms.Form):
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    days = forms.IntegerField(
        label=_("Working days for a contribution"),
        min_value=1,
        max_value=60,
        initial=deadlines.COORDINATOR_DAYS,
    )
    reason = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies_today()


class MergeForm(OptionalReasonForm):
    into = forms.CharField(label=_("Number of the other issue"), max_length=12)
    field_order = ["into", "reason"]

    def clean_into(self) -> Issue:
        found = Issue.objects.filter(number=self.cleaned_data["into"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no issue with this number."))
        return found


class SplitForm(forms.Form):
    text = forms.CharField(
        label=_("Text of the new issue"), widget=forms.Textarea(attrs={"rows": 6}), min_length=15
    )
    title = forms.CharField(label=_("Title of the issue"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("This is"), choices=EVERYDAY_KINDS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Remark"), max_length=500, required=False)


class PublishForm(forms.Form):
    title = forms.CharField(label=_("Public title"), max_length=200)
    text = forms.CharField(
        label=_("Public text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Take out names, telephone numbers and amounts that would tell who wrote it. The"
            " original stays with the Association."
        ),
    )


class RedactForm(forms.Form):
    title = forms.CharField(label=_("Public title"), max_length=200)
    after = forms.CharField(
        label=_("Text as the public shall read it"), widget=forms.Textarea(attrs={"rows": 8})
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AnswerForm(forms.Form):
    """The officer says first what the answer does; what that demands is asked for below."""

    effect = forms.ChoiceField(
        label=_("What does this answer do?"), choices=Effect, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Text of the answer"), widget=forms.Textarea(attrs={"rows": 9}), max_length=10000
    )
    committed_until = forms.DateField(label=_("Committed until"), widget=DayInput, required=False)
    commitment_owner = forms.CharField(
        label=_("Who is responsible"), max_length=200, required=False
    )
    commitment_proof = forms.CharField(
        label=_("How it will be proved"), max_length=300, required=False
    )
    forwarded_to = forms.CharField(
        label=_("Forwarded to which authority"), max_length=200, required=False
    )
    legal_ground = forms.CharField(
        label=_("Legal ground (document, article, clause)"), max_length=300, required=False
    )
    publish_at = forms.DateTimeField(
        label=_("Send at a later time"),
        widget=MomentInput,
        required=False,
        help_text=_("Leave it empty to send at once."),
    )
    attachment = forms.FileField(label=_("Document"), required=False)


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("What should change"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class VerdictForm(forms.Form):
    is_answered = forms.ChoiceField(
        label=_("Does the answer answer your question?"), choices=YES_NO, widget=forms.RadioSelect
    )
    is_solved = forms.ChoiceField(
        label=_("Is your matter solved?"), choices=YES_NO, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("Needed when you reopen the issue. The agency reads it."),
    )
    reopen = forms.BooleanField(
        label=_("Please reopen the issue: the agency shall answer again."), required=False
    )

    def clean_is_answered(self) -> bool:
        return bool(self.cleaned_data["is_answered"] == "yes")

    def clean_is_solved(self) -> bool:
        return bool(self.cleaned_data["is_solved"] == "yes")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reopen") and not data.get("comment"):
            self.add_error("comment", _("Please say what is missing, so that the agency can act."))
        if data.get("reopen") and data.get("is_answered") and data.get("is_solved"):
            self.add_error("reopen", _("You said that the matter is answered and solved."))
        return data


class TemplateForm(forms.ModelForm[AnswerTemplate]):
    class Meta:
        model = AnswerTemplate
        fields = ["name", "effect", "text"]


class QuarterForm(forms.Form):
    """One quarter of the year that is planned."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=300)
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=2000, initial=100)
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
    online_link = forms.URLField(label=_("Online link"), required=False, assume_scheme="https")

    class Meta:
        model = Session
        fields = [
            "topic",
            "introduction",
            "starts_at",
            "ends_at",
            "place",
            "online_link",
            "seats",
            "criteria",
            "agencies",
        ]
        widgets = {
            "starts_at": MomentInput,
            "ends_at": MomentInput,
            "introduction": forms.Textarea(attrs={"rows": 4}),
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
            length = int(parts[0]) if parts[0].isdigit() else 0
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
    districts = forms.ModelMultipleChoiceField(
        label=_("Districts"),
        queryset=District.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all districts."),
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


class RegistrationForm(forms.Form):
    name = forms.CharField(label=_("Who will come (full name)"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    people = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=5, initial=1)


class LiveForm(forms.Form):
    """One issue as it is typed while people speak."""

    key = forms.CharField(max_length=64, min_length=8)
    text = forms.CharField(max_length=8000, min_length=3)
    kind = forms.ChoiceField(choices=[("", ""), *IssueKind.choices], required=False)
    enterprise = forms.CharField(required=False, max_length=20)
    speaker = forms.CharField(required=False, max_length=120)
    visibility = forms.ChoiceField(choices=Visibility, required=False)
    criterion = forms.ModelChoiceField(queryset=Criterion.objects.all(), required=False)
    agency = forms.ModelChoiceField(queryset=Agency.objects.all(), required=False)

    def clean_enterprise(self) -> Enterprise | None:
        return enterprise_by_tax_code(self.cleaned_data["enterprise"])

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


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class InformationRequestForm(forms.Form):
    enterprise = forms.CharField(label=_("Tax code of the enterprise"))
    agency = forms.ModelChoiceField(label=_("Agency asked"), queryset=Agency.objects.all())
    subject = forms.CharField(label=_("Document asked for"), max_length=300)
    requested_on = forms.DateField(label=_("Asked on"), widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.role == Role.ENTERPRISE:
            del self.fields["enterprise"]

    def clean_enterprise(self) -> Enterprise | None:
        return enterprise_by_tax_code(self.cleaned_data["enterprise"])

    def clean_requested_on(self) -> date:
        day: date = self.cleaned_data["requested_on"]
        if day > localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.user.role == Role.ENTERPRISE:
            data["enterprise"] = self.user.enterprise
        return data


class DecideRequestForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.WAITING],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label=_("On"), widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
