"""The province's plan: who leads which criterion, what must be reached, when it is reported."""

import secrets
from calendar import monthrange
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from directory.models import Agency
from pci.models import Criterion, choose_wording

LEAP_YEAR = 2024


class Plan(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=models.F("first_year")), name="plan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return choose_wording(self.title_vi, self.title_en)


class Assignment(models.Model):
    """One numbered point of a plan: the criteria it is about, who leads, who co-ordinates."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="assignments", verbose_name=_("plan")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    criteria = models.ManyToManyField(
        Criterion, related_name="assignments", verbose_name=_("criteria")
    )
    leads = models.ManyToManyField(Agency, related_name="leads", verbose_name=_("lead agencies"))
    coordinators = models.ManyToManyField(
        Agency, related_name="coordinates", blank=True, verbose_name=_("co-ordinating agencies")
    )
    led_since = models.JSONField(_("leads since"), default=dict, blank=True)
    leads_vi = models.CharField(_("lead, as the plan words it"), max_length=300)
    leads_en = models.CharField(_("lead, in English"), max_length=300)
    coordinators_vi = models.CharField(
        _("co-ordination, as the plan words it"), max_length=300, blank=True
    )
    coordinators_en = models.CharField(_("co-ordination, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_assignment_a_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def leads_on(self, day: date) -> list[Agency]:
        """The agencies that lead on a day: there on it, and not followers of a later day."""
        return [agency for agency in self.leads.all() if self.is_led_on(day, agency)]

    def is_led_on(self, day: date, agency: Agency) -> bool:
        """``led_since`` tells by agency the day it took over; who leads from the start has none."""
        since = self.led_since.get(str(agency.pk), "")
        return agency.is_valid_on(day) and day.isoformat() >= since

    @property
    def leads_worded(self) -> str:
        return choose_wording(self.leads_vi, self.leads_en)

    @property
    def coordinators_worded(self) -> str:
        return choose_wording(self.coordinators_vi, self.coordinators_en)


class Task(models.Model):
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="tasks", verbose_name=_("assignment")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text_vi = models.TextField(_("task (Vietnamese)"))
    text_en = models.TextField(_("task (English)"))
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["assignment", "position"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "position"], name="one_task_a_position"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return choose_wording(self.text_vi, self.text_en)


class Measure(models.TextChoices):
    """What measures a target by itself; the others are typed with their source."""

    TYPED = "", _("typed with its source")
    OFFICIAL_RANK = "official_rank", _("rank of the province in the official index")
    ISSUES_IN_TIME = "issues_in_time", _("share of issues agencies answered in time")
    REQUESTS_IN_TIME = "requests_in_time", _("share of requests for documents answered in time")
    SESSIONS_HELD = "sessions_held", _("dialogue sessions held")
    CRITERION = "criterion", _("official value of a criterion")
    SURVEY_ANSWER = "survey_answer", _("share of an answer in the released survey")


class Target(models.Model):
    """A target of part II, with how it is measured."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name=_("plan"))
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text_vi = models.TextField(_("target (Vietnamese)"))
    text_en = models.TextField(_("target (English)"))
    measured_vi = models.TextField(_("how it is measured (Vietnamese)"))
    measured_en = models.TextField(_("how it is measured (English)"))
    value = models.FloatField(_("value to reach"), null=True, blank=True)
    value_at_worst = models.FloatField(_("value to reach, at worst"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(_("by the year"), null=True, blank=True)
    measure = models.CharField(
        _("measured by"), max_length=20, choices=Measure, blank=True, default=Measure.TYPED
    )
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("criterion"),
    )
    survey_answer = models.CharField(
        _("question and answer of the survey"),
        max_length=120,
        blank=True,
        validators=[RegexValidator(r"^\w+=[\w.-]+$", _("Write it as question=answer."))],
        help_text=_("As the questionnaire names them, for example “trained=yes”."),
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_target_a_code"),
            models.CheckConstraint(
                condition=~Q(measure=Measure.CRITERION) | Q(criterion__isnull=False),
                name="a_criterion_measure_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.SURVEY_ANSWER) | ~Q(survey_answer=""),
                name="a_survey_measure_names_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return choose_wording(self.text_vi, self.text_en)

    @property
    def measured(self) -> str:
        return choose_wording(self.measured_vi, self.measured_en)


class ReportingDate(models.Model):
    """A day of part V on which agencies report every year."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="reporting_dates", verbose_name=_("plan")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    collector = models.ForeignKey(
        Agency, models.PROTECT, related_name="collected_dates", verbose_name=_("reported to")
    )

    class Meta:
        verbose_name = _("reporting date")
        verbose_name_plural = _("reporting dates")
        ordering = ["month", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "month", "day"], name="one_reporting_date_each"
            ),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="month_from_1_to_12"),
            models.CheckConstraint(condition=Q(day__range=(1, 31)), name="day_from_1_to_31"),
        ]

    def __str__(self) -> str:
        return choose_wording(self.name_vi, self.name_en)

    def clean(self) -> None:
        """Refuse a day that no year has, like 31 February."""
        super().clean()
        if self.month in range(1, 13) and (self.day or 0) > monthrange(LEAP_YEAR, self.month)[1]:
            raise ValidationError(
                {
                    "day": _("Month %(month)s has no day %(day)s.")
                    % {"month": self.month, "day": self.day}
                }
            )

    def in_year(self, year: int) -> date:
        """The day in a year; where the year lacks it (29 February), the last of its month."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")


class ProgressReport(models.Model):
    """What one agency says it did for one assignment, by one reporting date."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="progress_reports", verbose_name=_("assignment")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="progress_reports", verbose_name=_("agency")
    )
    due_on = models.DateField(_("due on"))
    text = models.TextField(_("what was done"), blank=True)
    obstacles = models.TextField(_("obstacles and proposals"), blank=True)
    status = models.CharField(
        _("status"), max_length=5, choices=ReportStatus, default=ReportStatus.DRAFT
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    returned_because = models.TextField(_("returned because"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="collected_dates",
        verbose_name=_("written by"),
    )

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-due_on", "assignment", "agency"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "agency", "due_on"], name="one_progress_report_each"
            ),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.DRAFT, sent_at__isnull=True)
                | Q(status=ReportStatus.SENT, sent_at__isnull=False),
                name="a_sent_report_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.due_on:%d/%m/%Y}"

    @property
    def is_late(self) -> bool:
        """Reports are due before the day, so one sent on the day itself is late."""
        return self.sent_at is not None and timezone.localdate(self.sent_at) >= self.due_on


class TaskState(models.TextChoices):
    NOT_BEGUN = "not_begun", _("not begun")
    UNDER_WAY = "under_way", _("under way")
    STUCK = "stuck", _("held up")
    DONE = "done", _("done")


def evidence_path(note: "TaskNote", filename: str) -> str:
    """A name that nobody can guess; what the file was called stands in the row."""
    return f"plan/evidence/{secrets.token_hex(16)}{Path(filename).suffix.lower()[:6]}"


class TaskNote(models.Model):
    """What an agency says of a task on a day; the newest note is how the task stands."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes", verbose_name=_("task"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="task_notes", verbose_name=_("agency")
    )
    state = models.CharField(_("state"), max_length=9, choices=TaskState)
    text = models.TextField(_("what was done, with figures"), blank=True)
    evidence = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    evidence_file = models.FileField(
        _("file of the evidence"), upload_to=evidence_path, blank=True, max_length=200
    )
    evidence_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    done_by = models.DateField(_("to be done by"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )

    class Meta:
        verbose_name = _("note on a task")
        verbose_name_plural = _("notes on tasks")
        ordering = ["task", "agency", "-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TaskState.DONE) | ~Q(text=""), name="a_done_task_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.agency} {self.get_state_display()}"


class TargetProgress(models.Model):
    """How far a target is on a reporting day, as somebody typed it where nothing measures it."""

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="progress", verbose_name=_("target")
    )
    due_on = models.DateField(_("reporting day"))
    value = models.FloatField(_("value reached"))
    note = models.CharField(_("where the value comes from"), max_length=300)
    typed_at = models.DateTimeField(_("typed at"))
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed by")
    )

    class Meta:
        verbose_name = _("progress of a target")
        verbose_name_plural = _("progress of targets")
        ordering = ["target", "-due_on"]
        constraints = [
            models.UniqueConstraint(fields=["target", "due_on"], name="one_progress_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.due_on:%d/%m/%Y}"
