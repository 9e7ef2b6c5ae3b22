"""The parts of a questionnaire as plain forms: each turns into the data of its part."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.instrument.languages import AROUND, is_right_to_left, tidy_code
from surveys.languages import name_here
from surveys.questionnaires.forms.fields import ExpressionField, NameField

LANGUAGES = ("vi", "en")  # of a questionnaire that is begun here
OFFERED = (*AROUND, "zh-Hant", "ja", "th", "fr", "de", "ru")


class PartForm(forms.Form):
    """A form whose fields ``text_vi`` and ``text_en`` are one text in the languages there are.

    What a part says in a language that the questionnaire no longer has is kept beside.
    """

    texts: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(
        self,
        *args: Any,
        part: Mapping[str, Any] | None = None,
        languages: Sequence[str] = LANGUAGES,
        **kwargs: Any,
    ) -> None:
        self.languages = list(languages)
        if part is not None:
            kwargs["initial"] = {**self.flat(part), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for key, label, is_long in self.texts:
            for language in self.languages:
                self.fields[f"{key}_{language}"] = _text_field(label, language, is_long=is_long)
        self.order_fields(self._in_order())

    def _in_order(self) -> list[str]:
        """The order of fields, a text by its languages."""
        written = {key for key, _label, _is_long in self.texts}
        return [
            name
            for each in self.field_order or ()
            for name in (
                [f"{each}_{code}" for code in self.languages] if each in written else [each]
            )
        ]

    @classmethod
    def flat(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(part)
        for key, _label, _is_long in cls.texts:
            for language, words in part.get(key, {}).items():
                values[f"{key}_{language}"] = words
        return values

    def data_of_part(self) -> dict[str, Any]:
        """Put the languages together again."""
        values = dict(self.cleaned_data)
        for key, _label, _is_long in self.texts:
            words = {code: values.pop(f"{key}_{code}") for code in self.languages}
            before = self.initial.get(key) or {}
            kept = {code: each for code, each in before.items() if code not in words}
            values[key] = {code: each for code, each in (words | kept).items() if each}
        return values


def _text_field(label: Any, language: str, *, is_long: bool) -> forms.CharField:
    attributes = {"lang": language} | ({"dir": "rtl"} if is_right_to_left(language) else {})
    widget = forms.Textarea({"rows": 3, **attributes}) if is_long else forms.TextInput(attributes)
    worded = _("%(part)s (%(language)s)") % {"part": label, "language": name_here(language)}
    return forms.CharField(label=worded, widget=widget, required=False, max_length=5000)


class TitleForm(PartForm):
    texts = (("title", gettext_lazy("Title"), False),)
    version = forms.CharField(label=gettext_lazy("Name of this version"), max_length=40)
    asked_in = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy(
            "What was written in a language that is taken off is kept and comes back with it."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    more = forms.CharField(
        label=gettext_lazy("Further languages"),
        help_text=gettext_lazy(
            "Their codes with a space between, such as “id pt-BR”. The words around the questions"
            " are then English; they exist in Vietnamese, English, Korean and Chinese."
        ),
        required=False,
        max_length=100,
    )
    field_order = ["title", "version", "asked_in", "more"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict.fromkeys([*self.languages, *OFFERED])
        choices = [(each, name_here(each)) for each in offered]
        self.fields["asked_in"].choices = choices  # type: ignore[attr-defined]
        self.fields["asked_in"].initial = self.languages

    def clean_more(self) -> list[str]:
        written = self.cleaned_data["more"].replace(",", " ").split()
        strange = [each for each in written if not tidy_code(each)]
        if strange:
            raise forms.ValidationError(
                _("“%(code)s” is not the code of a language, such as “id” or “pt-BR”.")
                % {"code": strange[0]}
            )
        return [tidy_code(each) for each in written]

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("asked_in") or self.cleaned_data.get("more")):
            self.add_error("asked_in", _("A questionnaire needs at least one language."))
        return self.cleaned_data

    def data_of_part(self) -> dict[str, Any]:
        values = super().data_of_part()
        chosen = [*values.pop("asked_in"), *values.pop("more")]
        return {**values, "languages": list(dict.fromkeys(sorted(chosen, key=self._place)))}

    def _place(self, language: str) -> int:
        """The languages there were keep their order; new ones follow."""
        known = self.languages
        return known.index(language) if language in known else len(known)


class SectionForm(PartForm):
    texts = (
        ("title", gettext_lazy("Title"), False),
        ("intro", gettext_lazy("Words at the top of the page"), True),
    )
    name = NameField()
    relevance = ExpressionField(
        label=gettext_lazy("Shown only if"),
        help_text=gettext_lazy("For example: ${asked} = 'yes'. Empty: shown to all."),
    )
    field_order = ["name", "title", "intro", "relevance"]


class ContradictionForm(PartForm):
    texts = (("message", gettext_lazy("What is said about it"), False),)
    name = NameField(help_text="")
    expression = ExpressionField(
        label=gettext_lazy("Both cannot be true"),
        required=True,
        help_text=gettext_lazy("For example: ${web_access} = 'no' and ${qa_used} = 'yes'."),
    )
    field_order = ["name", "expression", "message"]
