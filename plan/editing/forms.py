"""A plan and its parts as forms: kinds chosen from lists, days that exist."""

import math
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import NumberField
from core.tabular.forms import TableUploadForm
from directory.models import Agency
from plan.kinds import COUNTED_IN, LESS_IS_BETTER, LIMITS, TargetKind
from plan.models import Assignment, Measure, Plan, ReportingDate, Target

FIRST_YEAR, LAST_YEAR, LONGEST, LAST_NUMBER = 2005, 2099, 15, 999


VALUES = ("value", "value_at_worst")


class PlanForm(forms.ModelForm[Plan]):
    copy_from = forms.ModelChoiceField(
        Plan.objects.all(),
        label=_("Copy points, targets and reporting days from"),
        required=False,
        empty_label=_("nothing, begin empty"),
    )

    class Meta:
        model = Plan
        fields = ["title_vi", "title_en", "first_year", "last_year", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title_en"].required = False
        if self.instance.pk:
            del self.fields["copy_from"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_year"), values.get("last_year")
        for name, year in (("first_year", first), ("last_year", last)):
            if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
                words = {"first": FIRST_YEAR, "last": LAST_YEAR}
                self.add_error(name, _("A plan lies between %(first)s and %(last)s.") % words)
        if first and last and not first <= last < first + LONGEST:
            self.add_error(
                "last_year",
                _("A plan ends in or after its first year and lasts %(most)s years at most.")
                % {"most": LONGEST},
            )
        if not self.errors:
            self._refuse_a_second_one(values)
        return values

    def _refuse_a_second_one(self, values: dict[str, Any]) -> None:
        known = {name: values[name] for name in ("title_vi", "first_year", "last_year")}
        if Plan.objects.filter(**known).exclude(pk=self.instance.pk).exists():
            self.add_error("title_vi", _("A plan of this title and these years exists already."))


class PartForm(forms.ModelForm[Any]):
    """A part of one plan; its number or day is taken once."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.instance.plan = plan
        for name in self.fields:
            if name.endswith("_en"):
                self.fields[name].required = False

    def refuse_taken(self, field: str, sentence: str | Promise, **values: Any) -> None:
        """Refuse beside its field what another part of the plan has already."""
        others = type(self.instance)._base_manager.filter(plan=self.plan, **values)
        if not self.errors and others.exclude(pk=self.instance.pk).exists():
            self.add_error(field, str(sentence))

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AssignmentForm(PartForm):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=LAST_NUMBER)
    tasks = forms.CharField(
        label=_("Tasks, one a line"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )

    class Meta:
        model = Assignment
        fields = ["number", "criteria", "leads", "coordinators", "leads_vi", "coordinators_vi"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads_vi"].required = False
        self.fields["leads_vi"].help_text = _("Left empty, the names of the agencies are taken.")
        if self.instance.pk:
            lines = self.instance.tasks.values_list("text_vi", flat=True)
            self.fields["tasks"].initial = "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        leads = set(values.get("leads") or ())
        both = leads & set(values.get("coordinators") or ())
        if both:
            self.add_error(
                "coordinators",
                _("%(agency)s leads already.") % {"agency": ", ".join(map(str, both))},
            )
        taken = _("Another point of the plan has this number.")
        self.refuse_taken("number", taken, number=values.get("number"))
        return values


class TargetForm(PartForm):
    unit = forms.ChoiceField(label=_("Counted in"), choices=TargetKind.choices)

    class Meta:
        model = Target
        field_classes = dict.fromkeys(VALUES, NumberField)
        fields = [
            "text_vi",
            "text_en",
            "unit",
            "value",
            "value_at_worst",
            "year",
            "measure",
            "criterion",
            "survey_answer",
            "measured_vi",
            "measured_en",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measured_vi"].required = False
        self.fields["measured_vi"].help_text = _(
            "Left empty, the words of “measured by” are taken."
        )
        self.fields["value"].help_text = _("Shares in per cent.")
        if self.instance.unit == TargetKind.SHARE:
            for name in VALUES:
                if (kept := self.initial.get(name)) is not None:
                    self.initial[name] = round(kept * 100, 6)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._check_measure(values)
        self._check_values(values)
        year = values.get("year")
        if year is not None and not self.plan.first_year <= year <= self.plan.last_year + 1:
            self.add_error("year", _("This year does not lie within the plan."))
        if values.get("unit") == TargetKind.SHARE:
            values |= {name: values[name] / 100 for name in VALUES if values.get(name) is not None}
        return values

    def _check_values(self, values: dict[str, Any]) -> None:
        """A value lies where its unit lets it, and the worst one accepted is no better than it."""
        unit = str(values.get("unit"))
        needed = unit in {TargetKind.RANK, TargetKind.SCORE} and "value" not in self.errors
        if needed and values.get("value") is None:
            self.add_error("value", str(LIMITS[unit][2]))
        for name in VALUES:
            if (number := values.get(name)) is not None:
                self._check_value(name, number, unit)
        value, worst = values.get("value"), values.get("value_at_worst")
        if value is None or worst is None or self.errors:
            return
        better, other = (worst, value) if unit in LESS_IS_BETTER else (value, worst)
        if unit != TargetKind.NONE and better < other:
            self.add_error("value_at_worst", _("At worst cannot be better than the value itself."))

    def _check_value(self, name: str, number: float, unit: str) -> None:
        low, high, sentence = LIMITS.get(unit, (-math.inf, math.inf, ""))
        if not low <= number <= high:
            self.add_error(name, str(sentence))
        elif unit == TargetKind.RANK and number != round(number):
            self.add_error(name, _("A place is a whole number."))

    def _check_measure(self, values: dict[str, Any]) -> None:
        """What measures a target by something is told by what."""
        measure = values.get("measure")
        fitting = COUNTED_IN.get(str(measure))
        if fitting is not None and values.get("unit") not in {fitting, None}:
            self.add_error(
                "unit", _("What measures it counts in: %(unit)s.") % {"unit": fitting.label}
            )
        if measure == Measure.CRITERION and not values.get("criterion"):
            self.add_error("criterion", _("Choose the criterion that measures it."))
        if measure == Measure.SURVEY_ANSWER and not values.get("survey_answer"):
            self.add_error("survey_answer", _("Name the question and the answer that measure it."))


class ReportingDateForm(PartForm):
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12)

    class Meta:
        model = ReportingDate
        fields = ["day", "month", "name_vi", "name_en", "collector"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collector"].queryset = Agency.objects.order_by("name_vi")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        taken = _("The plan has a reporting day on this day already.")
        self.refuse_taken("day", taken, day=values.get("day"), month=values.get("month"))
        return values


class PlanFileForm(TableUploadForm):
    """The table of a plan as it was issued."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File (DOCX, XLSX or CSV)")
        self.fields["file"].help_text = _(
            "A table with columns such as “Tiêu chí”, “Nhiệm vụ”, “Cơ quan chủ trì”, “Cơ quan phối"
            " hợp”, wherever it stands in the file."
        )


FORMS: dict[str, type[PartForm]] = {
    "points": AssignmentForm,
    "targets": TargetForm,
    "days": ReportingDateForm,
}
MODELS: dict[str, type[Model]] = {
    "points": Assignment,
    "targets": Target,
    "days": ReportingDate,
}
