"""Fields several apps use, and the sample form of the style page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.jobs.kinds import kinds
from core.messaging.kinds import letter_kinds
from core.models import Channel, DayKind, JobState, MessageStatus


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants ISO dates, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """Date and time in the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def kind_choices() -> list[tuple[str, Any]]:
    """All letters that pass through the outbox, each with who gets it."""
    listed = [kind for kind in letter_kinds().values() if kind.uses_outbox]
    return [("", _("all")), *((kind.key, f"{kind.name} ({kind.to})") for kind in listed)]


class OutboxFilter(forms.Form):
    q = forms.CharField(label=_("Recipient or subject"), required=False)
    kind = forms.ChoiceField(label=_("Letter"), choices=kind_choices, required=False)
    status = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *MessageStatus.choices], required=False
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("all")), *Channel.choices], required=False
    )
    batch = forms.CharField(widget=forms.HiddenInput, required=False)


def _choose_kind() -> list[tuple[str, str]]:
    return [("", str(_("all"))), *((kind.code, str(kind.label)) for kind in kinds().values())]


class JobFilter(forms.Form):
    q = forms.CharField(label=_("About, or who ordered"), required=False)
    kind = forms.ChoiceField(label=_("Work"), choices=_choose_kind, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *JobState.choices], required=False
    )


class CorrectionForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput)
    kind = forms.ChoiceField(
        label=_("What holds on this day"), choices=DayKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The decision it rests on, for example the number of the notice."),
    )


class DeadlineForm(forms.Form):
    start = forms.DateField(label=_("Received on"), widget=DayInput)
    count = forms.IntegerField(label=_("Working days"), min_value=-250, max_value=250)


class SampleForm(forms.Form):
    """One field of each kind, for the style page."""

    name = forms.CharField(label=_("Name of the enterprise"), help_text=_("As in the licence."))
    email = forms.EmailField(label=_("E-mail"))
    founded = forms.IntegerField(label=_("Founding year"), min_value=1900)
    day = forms.DateField(label=_("Date"), widget=DayInput, required=False)
    size = forms.ChoiceField(
        label=_("Size"), choices=[("", "—"), ("micro", _("micro")), ("small", _("small"))]
    )
    member = forms.ChoiceField(
        label=_("Member of the Association?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=_("How may we write to you?"),
        choices=[("email", _("e-mail")), ("sms", _("text message (SMS)")), ("zalo", _("Zalo"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(label=_("Remark"), widget=forms.Textarea, required=False)
    file = forms.FileField(label=_("File"), required=False)
    agreed = forms.BooleanField(
        label=_("I have read the privacy notice."), help_text=_("It is one page long.")
    )
