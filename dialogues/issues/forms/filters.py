"""Filters of lists. They live in the address; what cannot be read is no filter."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from dialogues.models import Issue, IssueKind, Session
from dialogues.workflow.transitions import State
from directory.models import Agency
from directory.places.fields import PlaceField
from pci.models import Criterion

ALL = ("", _("all"))


def _choice(label: Any, rows: QuerySet[Any]) -> forms.ModelChoiceField[Any]:
    """One of the rows of a table, or all."""
    return forms.ModelChoiceField(label=label, queryset=rows, required=False, empty_label=ALL[1])


class Filter(forms.Form):
    """What every list of issues is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=[], required=False)
    agency = _choice(_("Lead agency"), Agency.objects.all())
    criterion = _choice(_("Criterion"), Criterion.objects.all())
    district = PlaceField(required=False, empty_label=ALL[1])
    session = _choice(_("Session"), Session.objects.all())
    states: list[tuple[str, str | Promise]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state: Any = self.fields["state"]
        state.choices = [ALL, *self.states]

    def chosen(self) -> dict[str, Any]:
        """The filters that can be read; none when one of them cannot."""
        return self.cleaned_data if self.is_valid() else {}


class BoardFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *IssueKind.choices], required=False)
    overdue = forms.BooleanField(label=_("only overdue"), required=False)
    waiting_files = forms.BooleanField(
        label=_("only with documents to look through"), required=False
    )
    states = [
        ("new", _("new: received or accepted")),
        ("hand", _("with an agency")),
        *State.choices,
    ]


class SaveFilterForm(forms.Form):
    """A name for the filters that stand in the address."""

    name = forms.CharField(label=_("Name of this filter"), max_length=60)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Only filters the list knows; not the page one was on."""
        typed = QueryDict(self.cleaned_data["query"])
        known = {name: typed[name][:200] for name in BoardFilter.base_fields if typed.get(name)}
        if not known:
            raise forms.ValidationError(_("Please choose a filter first."))
        return urlencode(known)[:500]


class QuestionFilter(Filter):
    """The public list offers only agencies that lead a published issue."""

    states = [
        ("new", _("received")),
        ("hand", _("being handled")),
        ("promised", _("commitment made")),
        ("replied", _("answered")),
        ("elsewhere", _("forwarded or refused")),
    ]
    field_order = ["q", "criterion", "agency", "district", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.label = _("Agency")
        leading = Issue.objects.published().filter(lead=OuterRef("pk"))
        agency.queryset = Agency.objects.filter(Exists(leading))
        self.fields["session"].widget = forms.HiddenInput()


class PeriodFilter(forms.Form):
    """A period; the last twelve months when the address names none."""

    first = forms.DateField(label=_("From"), widget=DayInput, required=False)
    last = forms.DateField(label=_("To"), widget=DayInput, required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        is_chosen = "first" in data or "last" in data
        usual = {"first": today - timedelta(days=365), "last": None}
        super().__init__(data if is_chosen else usual)

    def chosen(self) -> dict[str, date | None]:
        return self.cleaned_data if self.is_valid() else {}
