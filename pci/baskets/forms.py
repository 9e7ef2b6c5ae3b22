"""Forms of a basket: the edition as a whole, and one criterion."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, ShareField
from core.tabular.forms import TableUploadForm
from pci.baskets.checks import row_problems
from pci.baskets.rows import EMPTY, NUMBERS, TYPED, Row
from pci.models import BasketDraft, Criterion, CriterionInEdition, Edition

FIRST_YEAR = 2005


class BeginForm(forms.Form):
    """A year between the first edition and the next one, and what the draft begins with."""

    year = forms.IntegerField(label=_("Year"))
    copy_from = forms.ModelChoiceField(
        Edition.objects.order_by("-year"),
        label=_("Copy the criteria from"),
        required=False,
        empty_label=_("nothing; where the edition exists, its own"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_year = today.year + 1

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= self.last_year:
            raise forms.ValidationError(
                _("An edition lies between %(first)s and %(last)s.")
                % {"first": FIRST_YEAR, "last": self.last_year}
            )
        return year


class DraftForm(forms.ModelForm[BasketDraft]):
    class Meta:
        model = BasketDraft
        fields = ["published_on", "provinces_ranked", "weights_note", "note_vi", "note_en"]
        widgets = {"published_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provinces_ranked"].min_value = 1  # type: ignore[attr-defined]
        for name in ("note_vi", "note_en"):
            self.fields[name].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        day = values.get("published_on")
        if day is not None and not self.instance.year <= day.year <= self.instance.year + 2:
            self.add_error("published_on", _("An edition is published in its year or soon after."))
        ranked = values.get("provinces_ranked")
        if ranked is not None and not 1 <= ranked <= 63:
            self.add_error("provinces_ranked", _("There are 1 to 63 provinces."))
        return values


class RowForm(forms.ModelForm[CriterionInEdition]):
    """A criterion as this edition defines it; what contradicts itself is told at once."""

    known = forms.ModelChoiceField(
        Criterion.objects.all(),
        label=_("Criterion measured before"),
        required=False,
        empty_label=_("a new one"),
    )
    name_vi = forms.CharField(label=_("Short name (Vietnamese)"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Short name (English)"), max_length=200, required=False)
    field_order = ("known", "number", "wording_vi", "wording_en", "name_vi", "name_en")

    class Meta:
        model = CriterionInEdition
        fields = TYPED
        field_classes = dict.fromkeys(NUMBERS, ShareField)

    def __init__(self, *args: Any, row: Row | None, taken: set[str], **kwargs: Any) -> None:
        kwargs["initial"] = dict(EMPTY if row is None else row)
        super().__init__(*args, **kwargs)
        self.row, self.taken = row, taken
        if row is not None:
            del self.fields["known"]
        self.fields["name_vi"].help_text = _("Left empty, the wording is taken.")
        self.fields["weight"].help_text = _("A share, like 0.05; all of them add up to 1.")
        self.fields["unit_min"].help_text = _("For “another number”: from which value to which.")
        for name in ("note_vi", "note_en"):
            self.fields[name].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        known = values.get("known")
        if known is not None and known.code in self.taken:
            self.add_error("known", _("This criterion stands in the basket already."))
        if self.errors:
            return values
        self.cleaned_data = values
        for sentence in row_problems(EMPTY | self.values):
            self.add_error(None, sentence)
        return values

    def _post_clean(self) -> None:
        """The constraints of the database are told by ``row_problems``, in sentences."""

    @property
    def code(self) -> str:
        known = self.cleaned_data.get("known")
        return str(self.row["code"] if self.row else known.code if known else "")

    @property
    def values(self) -> Row:
        values: Row = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "name_en")}
        known = self.cleaned_data.get("known")
        name = self.cleaned_data["name_vi"] or (known.name_vi if known else values["wording_vi"])
        values["name_en"] = values["name_en"] or (known.name_en if known else "")
        return values | {"name_vi": name, "direction": int(values["direction"])}


class BasketFileForm(TableUploadForm):
    """A table with one criterion a row."""
