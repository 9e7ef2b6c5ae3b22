"""Fields of the editor: names, codes, expressions, attributes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.instrument.expressions import language as expressions
from surveys.instrument.expressions.advice import name_problem
from surveys.instrument.expressions.language import ExpressionError
from surveys.instrument.parsing import CODE, NAME, NO_ATTRIBUTES
from surveys.instrument.problems import SENTENCES


def expression_error(source: str, *, columns: bool = False) -> str:
    """Say what is wrong with an expression; empty when it can be read."""
    try:
        expressions.parse(source, columns=columns)
    except ExpressionError as refusal:
        params = {"source": source, "position": refusal.position, "found": refusal.found}
        return _(SENTENCES[name_problem(refusal)]) % params
    return ""


class NameField(forms.CharField):
    """A name that can also head a column in SPSS and Stata."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Name"))
        options.setdefault(
            "help_text",
            gettext_lazy("Letters without accents, digits and “_”. Also the name of the column."),
        )
        super().__init__(max_length=32, **options)

    def clean(self, value: Any) -> str:
        name = str(super().clean(value))
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(_(SENTENCES["bad_name"]) % {"name": name})
        return name


class CodeField(forms.CharField):
    """A code under which an answer or row is stored."""

    def clean(self, value: Any) -> str:
        code = str(super().clean(value))
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_(SENTENCES["bad_code"]) % {"code": code})
        return code


class ExpressionField(forms.CharField):
    """A condition or calculation in the language of questionnaires."""

    def __init__(self, *, columns: bool = False, **options: Any) -> None:
        self.columns = columns
        options.setdefault("required", False)
        attributes = {"spellcheck": "false", "autocapitalize": "off", "class": "code"}
        super().__init__(max_length=2000, widget=forms.TextInput(attributes), **options)

    def clean(self, value: Any) -> str:
        source = str(super().clean(value))
        problem = expression_error(source, columns=self.columns) if source else ""
        if problem:
            raise forms.ValidationError(problem)
        return source


class AttributesField(forms.CharField):
    """What a filter may ask of a choice, written as “region = north; level = 2”."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return "; ".join(f"{name} = {each}" for name, each in value.items())
        return value

    def clean(self, value: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for written in str(super().clean(value)).split(";"):
            name, equals, given = (part.strip() for part in written.partition("="))
            if not name and not given:
                continue
            if not equals or not given or not NAME.fullmatch(name):
                raise forms.ValidationError(_("Write it like “region = north; level = 2”."))
            if name.lower() in NO_ATTRIBUTES:
                raise forms.ValidationError(_(SENTENCES["bad_attribute"]) % {"name": name})
            found[name] = given
        return found
