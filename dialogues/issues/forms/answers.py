"""Forms of answers, verdicts, templates and requests for documents."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from core.clock.timezone import localdate
from core.forms import DayInput, MissesFiles, MomentInput
from dialogues.errors import NamedInPublic
from dialogues.form_fields import find_enterprise
from dialogues.models import (
    AnswerTemplate,
    Outcome,
)
from dialogues.workflow.transitions import Effect
from directory.models import Agency, Enterprise

NEEDED: dict[str, tuple[str, ...]] = {
    Effect.COMMITTED: ("committed_until", "commitment_owner", "commitment_proof"),
    Effect.FORWARDED: ("forwarded_to",),
    Effect.REFUSED: ("legal_ground",),
}
IN_PUBLIC = ("text", "legal_ground", "commitment_owner", "commitment_proof", "forwarded_to")


class AnswerForm(MissesFiles):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for effect, names in NEEDED.items():
            for name in names:
                field: Any = self.fields[name]
                field.needed_for = Effect(effect).label
                field.widget.attrs["data-needed-for"] = effect

    def is_whole(self, today: date) -> bool:
        """Whether all is there that the chosen effect demands; what is not is told beside it."""
        for name in NEEDED.get(self.cleaned_data["effect"], ()):
            if not self.cleaned_data.get(name):
                self.add_error(name, _("An answer of this kind needs this."))
        until = self.cleaned_data.get("committed_until")
        if until and self.cleaned_data["effect"] == Effect.COMMITTED and until <= today:
            self.add_error("committed_until", _("The date of a commitment lies in the future."))
        return self.is_valid()

    def mark_words(self, refusal: NamedInPublic) -> None:
        """Show words that name the raiser beside the field they stand in."""
        said = {name: str(self.cleaned_data.get(name, "")).casefold() for name in IN_PUBLIC}
        words = [word.casefold() for word in refusal.words]
        found = [name for name, text in said.items() if any(word in text for word in words)]
        for name in found or ["text"]:
            self.add_error(name, str(refusal))


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
    enterprise = forms.CharField(label=_("Enterprise (name or tax code)"))
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
        return find_enterprise(self.cleaned_data["enterprise"])

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
