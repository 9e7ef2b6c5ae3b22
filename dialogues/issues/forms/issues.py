"""Forms of issues and of the steps of their course."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from core.forms import MissesFiles
from dialogues import consent_texts
from dialogues.form_fields import (
    EVERYDAY_KINDS,
    OptionalReasonForm,
    ReasonForm,
    agencies_today,
    find_enterprise,
)
from dialogues.issues.forms.grounds import GroundField, days_field, settle_days
from dialogues.issues.queries.proposals import propose_agencies
from dialogues.models import (
    Issue,
    IssueKind,
    Session,
    Visibility,
)
from dialogues.search.sectors import SECTORS
from dialogues.workflow import deadlines
from directory.models import Agency, Enterprise
from directory.places.fields import PlaceField
from directory.places.words import PLACE
from pci.models import Criterion


class IssueFields(MissesFiles):
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
        label=consent_texts.VISIBILITY_LABEL,
        choices=Visibility,
        widget=forms.RadioSelect,
        help_text=consent_texts.VISIBILITY_HELP,
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


FOR_OTHERS = {
    "text": (
        _("Text of the issue"),
        _("As it was said or written: what happened, when, where, and what is asked for."),
    ),
    "title": (
        _("Title of the issue"),
        _("If you leave it empty, the first sentence is the title."),
    ),
    "visibility": (
        _("Who may know which enterprise it comes from?"),
        _(
            "As the enterprise wishes. “Public, without our name”: agencies and planners see the"
            " name, the public does not. “Only the Association”: the agency receives the text"
            " without the name, and it is not published."
        ),
    ),
    "session": (
        _("For the dialogue session"),
        _("Also a session that is over, for slips handed in there."),
    ),
}


class FileIssueForm(IssueFields):
    """Staff write for an enterprise."""

    enterprise = forms.CharField(
        label=_("Enterprise (name or tax code)"),
        required=False,
        help_text=_("Leave it empty when the speaker does not want to be recorded."),
    )
    speaker = forms.CharField(label=_("Who spoke"), max_length=120, required=False)
    district = PlaceField(required=False)
    sector = forms.ChoiceField(
        label=_("Branch of business"), choices=[("", "—"), *SECTORS], required=False
    )
    field_order = ["enterprise", "speaker", "text", "title", "kind", "visibility"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = list(IssueKind.choices)
        sessions: Any = self.fields["session"]
        sessions.queryset = Session.objects.not_long_past(kwargs["now"])
        for name, (label, help_text) in FOR_OTHERS.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        criteria: Any = self.fields["criterion"]
        criteria.empty_label = _("not sure")

    def clean_enterprise(self) -> Enterprise | None:
        return find_enterprise(self.cleaned_data["enterprise"])


class EditIssueForm(forms.ModelForm[Issue]):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    class Meta:
        model = Issue
        fields = ["title", "text", "kind", "criterion", "sector", "district", "visibility"]
        field_classes = {"district": PlaceField}
        labels = {"district": PLACE}
        widgets = {"visibility": forms.RadioSelect, "sector": forms.Select(choices=SECTORS)}


class TieForm(OptionalReasonForm):
    enterprise = forms.CharField(label=_("Enterprise (name or tax code)"), max_length=200)
    field_order = ["enterprise", "reason"]

    def clean_enterprise(self) -> Enterprise | None:
        return find_enterprise(self.cleaned_data["enterprise"])


class AssignForm(forms.Form):
    lead = forms.ModelChoiceField(label=_("Lead agency"), queryset=Agency.objects.none())
    ground = GroundField(label=_("The deadline rests on"))
    days = days_field(_("Working days to answer"), deadlines.LEAD_DAYS)
    coordinators = forms.ModelMultipleChoiceField(
        label=_("Co-ordinating agencies"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    coordinator_ground = GroundField(label=_("The deadline of a contribution rests on"))
    coordinator_days = days_field(_("Working days for a contribution"), deadlines.COORDINATOR_DAYS)
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
        leads, others = propose_agencies(issue, localdate())
        guessed = (issue.guess or {}).get("agency")
        lead = guessed or (leads[0].pk if len(leads) == 1 else None)
        self.fields["lead"].initial = lead
        if 0 < len(others) <= 4:
            self.fields["coordinators"].initial = [each.pk for each in others if each.pk != lead]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        settle_days(self, data, "days", "ground", deadlines.LEAD_DAYS)
        usual = deadlines.COORDINATOR_DAYS
        settle_days(self, data, "coordinator_days", "coordinator_ground", usual)
        return data


class TakeInForm(AssignForm):
    """Accept, assign and publish at once."""

    publish = forms.BooleanField(
        label=_("Publish it in the questions and answers, with the words below"), required=False
    )
    title = forms.CharField(label=_("Public title"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Public text"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_(
            "Take out names, telephone numbers and amounts that would tell who wrote it. The"
            " original stays with the Association."
        ),
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, issue=issue, **kwargs)
        if not issue.may_go_public:
            for name in ("publish", "title", "text"):
                del self.fields[name]
            return
        self.fields["title"].initial = issue.shown_title
        self.fields["text"].initial = issue.shown_text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("title", "text"):
            if data.get("publish") and not data.get(name):
                self.add_error(name, _("Published issues need this."))
        return data


class BulkForm(forms.Form):
    """A step for the issues that were ticked."""

    act = forms.ChoiceField(
        choices=[
            ("accept", _("Accept")),
            ("publish", _("Publish")),
            ("assign", _("Assign")),
            ("release", _("Release documents")),
        ]
    )
    numbers = forms.CharField(required=False)
    lead = forms.ModelChoiceField(queryset=Agency.objects.all(), required=False)

    def clean_numbers(self) -> list[str]:
        data: Any = self.data
        return list(data.getlist("numbers"))[:100]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("numbers"):
            raise forms.ValidationError(_("Please tick at least one issue."))
        if data.get("act") == "assign" and not data.get("lead"):
            raise forms.ValidationError(_("Please choose the agency in charge."))
        data["lead"] = data.get("lead") if data.get("act") == "assign" else None
        return data


class HandOverForm(ReasonForm):
    agency = forms.ModelChoiceField(label=_("New lead agency"), queryset=Agency.objects.none())
    field_order = ["agency", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies_today()


class AddAgencyForm(forms.Form):
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    ground = GroundField(label=_("The deadline of a contribution rests on"))
    days = days_field(_("Working days for a contribution"), deadlines.COORDINATOR_DAYS)
    reason = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies_today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        settle_days(self, data, "days", "ground", deadlines.COORDINATOR_DAYS)
        return data


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
