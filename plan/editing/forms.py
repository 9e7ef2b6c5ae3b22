"""A plan and its parts as forms: kinds chosen from lists, days that exist."""

from typing import Any

from django import forms
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

from core.tabular.forms import TableUploadForm
from directory.models import Agency
from plan.models import Assignment, Measure, Plan, ReportingDate, Target

FIRST_YEAR, LAST_YEAR, LONGEST = 2005, 2099, 15


class TargetKind(TextChoices):
    """What a target counts in; the report compares ranks with the official one."""

    RANK = "rank", _("place among the provinces")
    SCORE = "points", _("score of the sub-index")
    SHARE = "%", _("share in per cent")
    DAYS = "days", _("days")
    NONE = "-", _("nothing that is counted")


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
        return values


class PartForm(forms.ModelForm[Any]):
    """A part of one plan; its number or day is taken once."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.instance.plan = plan
        for name in self.fields:
            if name.endswith("_en"):
                self.fields[name].required = False

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"plan"}  # type: ignore[misc,no-any-return]

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AssignmentForm(PartForm):
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
        return values


class TargetForm(PartForm):
    unit = forms.ChoiceField(label=_("Counted in"), choices=TargetKind.choices)

    class Meta:
        model = Target
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

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        unit, value = values.get("unit"), values.get("value")
        self._check_measure(values)
        if unit == TargetKind.RANK and (value is None or not 1 <= value <= 63):
            self.add_error("value", _("A place lies between 1 and 63."))
        if unit == TargetKind.SCORE and (value is None or not 1 <= value <= 10):
            self.add_error("value", _("A score lies between 1 and 10."))
        year = values.get("year")
        if year is not None and not self.plan.first_year <= year <= self.plan.last_year + 1:
            self.add_error("year", _("This year does not lie within the plan."))
        return values

    def _check_measure(self, values: dict[str, Any]) -> None:
        """What measures a target by something is told by what."""
        measure = values.get("measure")
        if measure == Measure.CRITERION and not values.get("criterion"):
            self.add_error("criterion", _("Choose the criterion that measures it."))
        if measure == Measure.SURVEY_ANSWER and not values.get("survey_answer"):
            self.add_error("survey_answer", _("Name the question and the answer that measure it."))


class ReportingDateForm(PartForm):
    class Meta:
        model = ReportingDate
        fields = ["day", "month", "name_vi", "name_en", "collector"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collector"].queryset = Agency.objects.order_by("name_vi")  # type: ignore[attr-defined]


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
