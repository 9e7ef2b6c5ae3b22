"""Forms of answers, verdicts, templates and requests for documents."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from core.forms import DayInput, MomentInput
from dialogues.form_fields import enterprise_by_tax_code
from dialogues.models import (
    AnswerTemplate,
    Outcome,
)
from dialogues.workflow.transitions import Effect
from directory.models import Agency, Enterprise


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


class InformationRequestForm(forms.Form):
    enterprise = forms.CharField(label=_("Tax code of the enterprise"))
    agency = forms.ModelChoiceField(
        label=_("Agency asked"),
        queryset=Agency.objects.all(),
        help_text=_(
            "The Association and the planners of the province read this record with the name of"
            " the enterprise. The agency does not; the public reads counts alone."
        ),
    )
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
