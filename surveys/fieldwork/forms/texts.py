"""A text enterprises read, as staff word it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.texts.kinds import TextKind, write_fields
from surveys.texts.words import Wording


class TextForm(forms.Form):
    subject = forms.CharField(label=_("Subject or heading"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=6000, widget=forms.Textarea(attrs={"rows": 18})
    )

    def __init__(self, data: QueryDict | None, *, kind: TextKind, wording: Wording) -> None:
        initial = {"subject": write_fields(wording.subject), "body": write_fields(wording.body)}
        super().__init__(data, initial=initial)
        if not kind.has_subject:
            del self.fields["subject"]
        if kind.is_short:
            self.fields["body"].widget.attrs["rows"] = 4
