"""The parts of a questionnaire as plain forms: each turns into the data of its part."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from surveys.instrument import types
from surveys.instrument.expressions import language as expressions
from surveys.instrument.expressions.language import ExpressionError
from surveys.instrument.parsing import CODE, EXPRESSION_PROBLEMS, NAME, NO_ATTRIBUTES
from surveys.instrument.problems import SENTENCES

PROPERTIES: Mapping[str, Callable[..., forms.Field]] = {
    "flag": forms.BooleanField,
    "whole": partial(forms.IntegerField, min_value=0, max_value=1000),
    "string": partial(forms.CharField, max_length=200),
}
KINDS = [(kind.name, gettext_lazy(kind.label)) for kind in types.KINDS.values()]
MEASURES = [
    ("mean", gettext_lazy("mean of ratings")),
    ("share", gettext_lazy("share of answers")),
    ("median", gettext_lazy("median")),
]
MISSING = [
    ("", gettext_lazy("an answer")),
    ("na", gettext_lazy("not applicable")),
    ("refused", gettext_lazy("refused")),
]
LANGUAGES = ("vi", "en")
VIETNAMESE = gettext_lazy("%(part)s (Vietnamese)")
ENGLISH = gettext_lazy("%(part)s (English)")


def expression_error(source: str, *, columns: bool = False) -> str:
    """Say what is wrong with an expression; empty when it can be read."""
    try:
        expressions.parse(source, columns=columns)
    except ExpressionError as refusal:
        code = EXPRESSION_PROBLEMS.get(refusal.code)
        code = code or ("expression_syntax" if refusal.found else "expression_end")
        params = {"source": source, "position": refusal.position, "found": refusal.found}
        return _(SENTENCES[code]) % params
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


class PartForm(forms.Form):
    """A form whose fields ``text_vi`` and ``text_en`` are one text in two languages."""

    texts: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(self, *args: Any, part: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        if part is not None:
            kwargs["initial"] = {**self.flat(part), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for key, label, is_long in self.texts:
            for language, worded in (("vi", VIETNAMESE), ("en", ENGLISH)):
                widget = forms.Textarea({"rows": 3}) if is_long else forms.TextInput()
                self.fields[f"{key}_{language}"] = forms.CharField(
                    label=worded % {"part": label}, widget=widget, required=False, max_length=5000
                )
        self.order_fields(self.field_order)

    @classmethod
    def flat(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(part)
        for key, _label, _is_long in cls.texts:
            for language in LANGUAGES:
                values[f"{key}_{language}"] = part.get(key, {}).get(language, "")
        return values

    def data_of_part(self) -> dict[str, Any]:
        """Put the two languages together again."""
        values = dict(self.cleaned_data)
        for key, _label, _is_long in self.texts:
            words = {language: values.pop(f"{key}_{language}") for language in LANGUAGES}
            values[key] = {language: each for language, each in words.items() if each}
        return values


class TitleForm(PartForm):
    texts = (("title", gettext_lazy("Title"), False),)
    version = forms.CharField(label=gettext_lazy("Name of this version"), max_length=40)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        widget=forms.CheckboxSelectMultiple,
    )


class NewQuestionnaireForm(forms.Form):
    name = forms.SlugField(
        label=gettext_lazy("Name"),
        max_length=32,
        help_text=gettext_lazy("Short and without accents, such as “pci-2019”; it never changes."),
    )
    title_vi = forms.CharField(label=gettext_lazy("Title (Vietnamese)"), max_length=200)
    title_en = forms.CharField(
        label=gettext_lazy("Title (English)"), max_length=200, required=False
    )


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
    field_order = ["name", "title_vi", "title_en", "intro_vi", "intro_en", "relevance"]


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
    field_order = [
        "name", "kind", "text_vi", "text_en", "help_vi", "help_en", "required", "relevance",
        "unit_vi", "unit_en", "decimals", "at_most", "shuffle",
        "choice_filter", "calculation",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = property_fields()
        self.fields.update(self.own)

    def data_of_part(self) -> dict[str, Any]:
        """Leave out what questions of the kind that was chosen do not have."""
        values = super().data_of_part()
        has = {each.name for each in types.named(values["kind"]).properties}
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
    field_order = ["code", "text_vi", "text_en"]


class ChoiceForm(RowForm):
    missing = forms.ChoiceField(label=gettext_lazy("Means"), choices=MISSING, required=False)
    exclusive = forms.BooleanField(label=gettext_lazy("alone"), required=False)
    other = forms.BooleanField(label=gettext_lazy("asks for words"), required=False)
    fixed = forms.BooleanField(label=gettext_lazy("keeps its place"), required=False)
    attributes = AttributesField(
        label=gettext_lazy("Attributes for the filter"), required=False, max_length=500
    )
    field_order = [
        "code", "text_vi", "text_en", "missing", "exclusive", "other", "fixed", "attributes",
    ]  # fmt: skip


class ConstraintForm(ListedForm):
    texts = (("message", gettext_lazy("What to say if not"), False),)
    expression = ExpressionField(label=gettext_lazy("Condition"), required=True)
    field_order = ["expression", "message_vi", "message_en"]


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


class CriterionForm(forms.Form):
    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    measure = forms.ChoiceField(label=gettext_lazy("Measure"), choices=MEASURES)
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Computed from"), widget=forms.CheckboxSelectMultiple
    )
    named = forms.CharField(
        label=gettext_lazy("Answers that count"),
        required=False,
        help_text=gettext_lazy("Codes with a space between them, such as “4 5”; only for a share."),
    )
    reverse = forms.FloatField(
        label=gettext_lazy("Reverse the scale"),
        required=False,
        help_text=gettext_lazy(
            "The value is this number less the answer: 6 turns 1–5 into 5–1, so that higher is"
            " better. Empty: as answered."
        ),
    )
    where = ExpressionField(
        label=gettext_lazy("Only those with"),
        help_text=gettext_lazy("Who is counted at all, for example: ${asked} = 'yes'."),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[tuple[str, str]],
        sources: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = list(criteria)  # type: ignore[attr-defined]
        self.fields["items"].choices = list(sources)  # type: ignore[attr-defined]

    def data_of_part(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["named"] = values["named"].replace(",", " ").split()
        reverse = values["reverse"]
        values["reverse"] = int(reverse) if reverse and reverse.is_integer() else reverse
        return values


class ContradictionForm(PartForm):
    texts = (("message", gettext_lazy("What is said about it"), False),)
    name = NameField(help_text="")
    expression = ExpressionField(
        label=gettext_lazy("Both cannot be true"),
        required=True,
        help_text=gettext_lazy("For example: ${web_access} = 'no' and ${qa_used} = 'yes'."),
    )
    field_order = ["name", "expression", "message_vi", "message_en"]


class XLSFormUpload(forms.Form):
    file = forms.FileField(label=gettext_lazy("XLSForm (.xlsx)"))
    name = forms.SlugField(
        label=gettext_lazy("Name of the questionnaire"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Empty: the form's own id. The name of a questionnaire that is here already makes its"
            " next version."
        ),
    )
    accept_losses = forms.BooleanField(
        label=gettext_lazy("Import even if some rows or columns are not supported"), required=False
    )


class PublishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed"), widget=forms.Textarea({"rows": 3}), required=False
    )


class SignatureForm(forms.Form):
    criterion = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why may the figures still be compared?"),
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
    )
