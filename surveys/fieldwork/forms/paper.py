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
        choices = " · ".join(  # no number stands alone at the end of a line
            f"{i}\u00a0{self.document.plain(choice.text, 'vi')}"
            for i, choice in enumerate(question.choices, start=1)
        )
        rows = "; ".join(self.document.plain(row.text, "vi") for row in question.rows)
        if not rows:
            return choices
        return gettext("%(choices)s. Rows: %(rows)s") % {"choices": choices, "rows": rows}

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
        self,
        *args: Any,
        document: Document,
        differences: list[double_entry.Difference],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.differences = document, differences
        numbers = paper_form.numbers(document)
        for difference in differences:
            question = difference.question
            words = {"value": self._words(difference, "first")}
            others = {"value": self._words(difference, "second")}
            self.fields[question.name] = forms.ChoiceField(
                label=f"{numbers[question.name]}. {document.plain(question.text, 'vi')}",
                choices=[
                    ("first", _("First entry: %(value)s") % words),
                    ("second", _("Second entry: %(value)s") % others),
                    ("typed", _("Neither, but:")),
                ],
                widget=forms.RadioSelect,
            )
            self.fields[f"{question.name}__typed"] = forms.CharField(
                label=_("as it stands on the sheet"), required=False, max_length=10000
            )
            if question.other:
                self.fields[f"{question.name}__typed_other"] = forms.CharField(
                    label=_("– other, in words"), required=False, max_length=500
                )

    def _words(self, difference: double_entry.Difference, entry: str) -> str:
        """What an entry says: as it was typed, and in words where that is a number."""
        question, answers = difference.question, difference.answers(entry)
        typed = double_entry.write_entry(question, answers[question.name])
        if not typed:
            return "–"
        said = double_entry.say_answer(self.document, question, answers, "vi")
        return typed if typed == said else f"{typed} ({said})"

    def decided(self) -> dict[str, Any]:
        return self.cleaned_data["decided"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        decided: dict[str, Any] = {}
        for difference in self.differences:
            name = difference.question.name
            match self.cleaned_data.get(name):
                case "first" | "second" as entry:
                    decided |= difference.answers(entry)
                case "typed":
                    decided |= self._typed(difference.question)
        return {**self.cleaned_data, "decided": decided}

    def _typed(self, question: Question) -> dict[str, Any]:
        name = question.name
        other = self.cleaned_data.get(f"{name}__typed_other") or None
        try:
            typed = self.cleaned_data.get(f"{name}__typed", "")
            return {
                name: double_entry.read_entry(question, typed),
                f"{name}_other": other,
            }
        except Refusal as refused:
            self.add_error(f"{name}__typed", gettext(refused.template) % refused.params)
            return {}
