"""Forms of paper entry: a code, and a line for every question."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from surveys.fieldwork import double_entry, paper_form
from surveys.instrument import types
from surveys.instrument.model import Document, Question
from surveys.instrument.types.posted import Refusal

LINES = forms.Textarea(attrs={"rows": 2})


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the form"),
        max_length=20,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    arrived_on = forms.DateField(
        label=_("Arrived on"),
        required=False,
        widget=DayInput,
        help_text=_("Blank means today. A form counts if it arrived by the last day of the wave."),
    )


class EntryForm(forms.Form):
    """One text field a question, read by the rules of ``surveys.fieldwork.double_entry``."""

    hides_optional = True  # a sheet is typed as it is; none of its lines must be there

    def __init__(
        self, *args: Any, document: Document, answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.numbers = document, paper_form.numbers(document)
        for question in double_entry.typed_questions(document):
            self.fields[question.name] = self._field(question, answers.get(question.name))
            if question.other:
                self.fields[f"{question.name}_other"] = forms.CharField(
                    label=_("– other, in words"),
                    required=False,
                    max_length=500,
                    initial=answers.get(f"{question.name}_other", ""),
                )

    def _field(self, question: Question, value: Any) -> forms.Field:
        return forms.CharField(
            label=f"{self.numbers[question.name]}. {self.document.plain(question.text, 'vi')}",
            required=False,
            max_length=10000,
            initial=double_entry.write_entry(question, value),
            help_text=self._hint(question),
            widget=LINES if types.of(question).is_long else forms.TextInput,
        )

    def _hint(self, question: Question) -> str:
        if types.of(question).takes_files:
            return gettext("1 when a copy came with the form; keep the copy with the form.")
        choices = " · ".join(
            f"{i} {self.document.plain(choice.text, 'vi')}"
            for i, choice in enumerate(question.choices, start=1)
        )
        rows = "; ".join(self.document.plain(row.text, "vi") for row in question.rows)
        return f"{choices} — {rows}" if rows else choices

    def clean(self) -> dict[str, Any]:
        """Turn every line into its value; a line that cannot be read keeps what was typed."""
        values: dict[str, Any] = {}
        for question in double_entry.typed_questions(self.document):
            try:
                value = double_entry.read_entry(question, self.cleaned_data.get(question.name, ""))
            except Refusal as refused:
                self.add_error(question.name, gettext(refused.template) % refused.params)
                continue
            if value not in (None, {}, []):
                values[question.name] = value
            if other := self.cleaned_data.get(f"{question.name}_other"):
                values[f"{question.name}_other"] = other
        return {"answers": values}


class SettleForm(forms.Form):
    """For each question on which the entries differ: the first, the second, or typed anew."""

    code = forms.CharField(label=_("Code on the form, once more"), max_length=20)

    def __init__(
        self, *args: Any, differences: list[double_entry.Difference], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.differences = differences
        for difference in differences:
            question = difference.question
            first = double_entry.write_entry(question, difference.first) or "–"
            second = double_entry.write_entry(question, difference.second) or "–"
            self.fields[question.name] = forms.ChoiceField(
                label=question.text.get("vi", question.name),
                choices=[
                    ("first", _("First entry: %(value)s") % {"value": first}),
                    ("second", _("Second entry: %(value)s") % {"value": second}),
                    ("typed", _("Neither, but:")),
                ],
                widget=forms.RadioSelect,
            )
            self.fields[f"{question.name}__typed"] = forms.CharField(
                label=_("as it stands on the sheet"), required=False, max_length=10000
            )

    def decided(self) -> dict[str, Any]:
        return self.cleaned_data["decided"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        decided: dict[str, Any] = {}
        for difference in self.differences:
            name = difference.question.name
            match self.cleaned_data.get(name):
                case "first":
                    decided[name] = difference.first
                case "second":
                    decided[name] = difference.second
                case "typed":
                    typed = self.cleaned_data.get(f"{name}__typed", "")
                    try:
                        decided[name] = double_entry.read_entry(difference.question, typed)
                    except Refusal as refused:
                        self.add_error(f"{name}__typed", gettext(refused.template) % refused.params)
        return {**self.cleaned_data, "decided": decided}
