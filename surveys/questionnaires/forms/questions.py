"""A question as a plain form, with the lists of its choices, rows and constraints."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from surveys.instrument import types
from surveys.questionnaires.forms.fields import (
    AttributesField,
    CodeField,
    ExpressionField,
    NameField,
)
from surveys.questionnaires.forms.parts import PartForm

PROPERTIES: Mapping[str, Callable[..., forms.Field]] = {
    "flag": forms.BooleanField,
    "whole": partial(forms.IntegerField, min_value=0, max_value=1000),
    "string": partial(forms.CharField, max_length=200),
}
KINDS = [(kind.name, gettext_lazy(kind.label)) for kind in types.KINDS.values()]
KNOWN = [
    ("", gettext_lazy("nothing")),
    ("legal_type", gettext_lazy("legal type")),
    ("sector", gettext_lazy("sector (VSIC)")),
    ("size", gettext_lazy("size")),
    ("employees", gettext_lazy("employees")),
    ("founded", gettext_lazy("founding year")),
    ("district", gettext_lazy("district")),
]
MISSING = [
    ("", gettext_lazy("an answer")),
    ("na", gettext_lazy("not applicable")),
    ("refused", gettext_lazy("refused")),
]


class QuestionForm(PartForm):
    texts = (
        ("text", gettext_lazy("Question"), True),
        ("help", gettext_lazy("Help below the question"), True),
        ("unit", gettext_lazy("Unit"), False),
    )
    name = NameField()
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    relevance = ExpressionField(
        label=gettext_lazy("Asked only if"),
        help_text=gettext_lazy("For example: ${asked} = 'yes'. Empty: asked of all."),
    )
    choice_filter = ExpressionField(
        label=gettext_lazy("Offers only choices with"),
        help_text=gettext_lazy(
            "For example: region = ${province}, where “region” is an attribute of each choice and"
            " “name” its code. Empty: all choices are offered."
        ),
        columns=True,
    )
    shuffle = forms.BooleanField(label=gettext_lazy("Shuffle the choices"), required=False)
    at_most = forms.IntegerField(
        label=gettext_lazy("Choose at most"), min_value=1, max_value=50, required=False
    )
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimal places"), min_value=0, max_value=6, required=False
    )
    calculation = ExpressionField(
        label=gettext_lazy("Calculation"),
        help_text=gettext_lazy("Only for calculated questions."),
    )
    known = forms.ChoiceField(
        label=gettext_lazy("Filled in from the register"),
        choices=KNOWN,
        required=False,
        help_text=gettext_lazy(
            "The respondent sees it and can correct it. Codes of choices must be those of the"
            " register. Such a question is never asked in a blind wave."
        ),
    )
    field_order = [
        "name", "kind", "text", "help", "required", "relevance",
        "unit", "decimals", "at_most", "shuffle",
        "choice_filter", "calculation", "known",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = property_fields()
        self.fields.update(self.own)

    def data_of_part(self) -> dict[str, Any]:
        """Leave out what questions of the kind that was chosen do not have."""
        values = super().data_of_part()
        has = {each.name for each in types.kind_named(values["kind"]).properties}
        return {key: each for key, each in values.items() if key in has or key not in self.own}


def property_fields() -> dict[str, forms.Field]:
    """A field for everything that questions of one kind have and others have not."""
    return {
        each.name: PROPERTIES[each.holds](
            label=format_lazy("{} ({})", gettext_lazy(each.label), gettext_lazy(kind.label)),
            help_text=gettext_lazy(each.help) if each.help else "",
            required=False,
        )
        for kind in types.KINDS.values()
        for each in kind.properties
    }


class ListedForm(PartForm):
    """A line among many: its fields carry their label for screen readers only."""

    texts = (("text", gettext_lazy("Words"), False),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class RowForm(ListedForm):
    code = CodeField(label=gettext_lazy("Code"), max_length=32)
    field_order = ["code", "text"]


class ChoiceForm(RowForm):
    missing = forms.ChoiceField(label=gettext_lazy("Means"), choices=MISSING, required=False)
    exclusive = forms.BooleanField(label=gettext_lazy("alone"), required=False)
    other = forms.BooleanField(label=gettext_lazy("asks for words"), required=False)
    fixed = forms.BooleanField(label=gettext_lazy("keeps its place"), required=False)
    attributes = AttributesField(
        label=gettext_lazy("Attributes for the filter"), required=False, max_length=500
    )
    field_order = [
        "code", "text", "missing", "exclusive", "other", "fixed", "attributes",
    ]  # fmt: skip


class ConstraintForm(ListedForm):
    texts = (("message", gettext_lazy("What to say if not"), False),)
    expression = ExpressionField(label=gettext_lazy("Condition"), required=True)
    field_order = ["expression", "message"]


class LinesFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Lines with a place and a box to delete them, named for screen readers."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].widget.attrs["aria-label"] = pgettext("order", "Place")
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")


def lines(form: type[ListedForm], spare: int) -> type[Any]:
    """A formset of lines, with some empty ones to fill in."""
    return formset_factory(form, LinesFormSet, extra=spare, can_order=True, can_delete=True)


ChoiceFormSet = lines(ChoiceForm, 3)
RowFormSet = lines(RowForm, 3)
ConstraintFormSet = lines(ConstraintForm, 1)


def list_lines(formset: Any) -> list[dict[str, Any]]:
    """The lines of a formset in their order, without those that are empty or deleted."""
    kept = []
    for form in formset.ordered_forms:
        values = form.data_of_part()
        values.pop("ORDER"), values.pop("DELETE")
        kept.append(
            {key: value for key, value in values.items() if value not in ("", None, False, {})}
        )
    return kept
