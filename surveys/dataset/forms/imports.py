"""A file of answers and how its columns and words are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from surveys.dataset.actions.joining import SENT_ON, STRATUM, TAX_CODE
from surveys.instrument.answer_import import OTHER, targets
from surveys.instrument.model import Document, Question
from surveys.models import AnswerMapping, Questionnaire


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of answers (.csv, .xlsx)"),
        help_text=_(
            "As exported by Google Forms, KoboToolbox or LimeSurvey; headings on top, at most"
            " 50,000 rows and 10 MB."
        ),
    )
    mapping = forms.ModelChoiceField(
        label=_("Columns as in"), queryset=AnswerMapping.objects.none(), required=False,
        empty_label=_("a new file: match by name and words"),
    )  # fmt: skip

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = AnswerMapping.objects.filter(questionnaire=questionnaire)
        self.fields["mapping"].queryset = known  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """One choice a column of the file, and one for each word nobody knows."""

    language = forms.ChoiceField(label=_("Numbers are written as in"), choices=settings.LANGUAGES)
    keep_as = forms.CharField(
        label=_("Keep this mapping as"), max_length=80, required=False,
        help_text=_("The next file from the same form is then read without mapping it again."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        options: Mapping[str, Any],
        unknown: Mapping[str, Sequence[str]],
        document: Document,
        language: str,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"language": options["language"]}
        super().__init__(*args, **kwargs)
        self.headings = [heading for heading in headings if heading]
        self.document = document
        choices = column_choices(document, language)
        for at, heading in enumerate(self.headings):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False,
                initial=options["columns"].get(heading, ""),
            )  # fmt: skip
        told = options["values"]
        words = {name: dict.fromkeys([*told.get(name, {}), *unknown.get(name, [])])
                 for name in {*told, *unknown}}  # fmt: skip
        self.words = [(name, word) for name in sorted(words) for word in words[name]]
        for at, (name, word) in enumerate(self.words):
            self.fields[f"word_{at}"] = forms.ChoiceField(
                label=f"“{word}” ({name})", choices=word_choices(document, name, language),
                required=False, initial=told.get(name, {}).get(word, ""),
            )  # fmt: skip

    def columns(self) -> dict[str, str]:
        chosen = {h: self.cleaned_data[f"column_{at}"] for at, h in enumerate(self.headings)}
        return {heading: target for heading, target in chosen.items() if target}

    def values(self) -> dict[str, dict[str, str]]:
        values: dict[str, dict[str, str]] = {}
        for at, (name, word) in enumerate(self.words):
            if self.cleaned_data[f"word_{at}"]:
                values.setdefault(name, {})[word] = self.cleaned_data[f"word_{at}"]
        return values

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for at in range(len(self.headings)):
            target = data.get(f"column_{at}")
            if target and target in seen:
                self.add_error(f"column_{at}", _("Another column is read as this one already."))
            elif target:
                seen[target] = f"column_{at}"
        return data


def column_choices(document: Document, language: str) -> list[tuple[str, Any]]:
    listed: list[tuple[str, Any]] = [
        ("", _("– not imported –")),
        (TAX_CODE, _("tax code of the enterprise")),
        (STRATUM, _("code of the stratum")),
        (SENT_ON, _("day on which it was sent")),
    ]
    for name, target in targets(document).items():
        question = target if isinstance(target, Question) else target.question
        words = document.plain(question.text, language)
        listed.append((name, f"{name}: {words[:80]}"))
    return listed


def word_choices(document: Document, name: str, language: str) -> list[tuple[str, Any]]:
    if not document.has_question(name):
        return [("", "–")]
    question = document.question(name)
    listed: list[tuple[str, Any]] = [("", _("– unknown –"))]
    listed += [(c.code, f"{c.code}: {document.plain(c.text, language)}") for c in question.choices]
    if question.other:
        listed.append((OTHER, _("an answer in own words")))
    return listed


class ConfirmImportForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput)
    leave_out_wrong = forms.BooleanField(
        label=_("Leave out the rows that are wrong"), required=False
    )
