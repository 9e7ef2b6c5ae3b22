"""The clocks of the agencies that handle issues."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock.timezone import localdate
from dialogues.models.grounds import DeadlineGround
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.workflow import transitions
from directory.models import Agency

COUNTED = (  # all that the scorecard asks for, so that it reads the index alone
    "agency",
    "role",
    "handed_over",
    "worked_days",
    "working_days",
    "replied_at",
    "stopped_at",
    "taken_on",
    "due_on",
    "promised_on",
    "postponements",
    "issue",
)


class ClockRole(models.TextChoices):
    LEAD = "lead", _("lead")
    COORDINATING = "coordinating", _("co-ordinating")


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at__isnull=True)

    def due_before(self, day: date) -> Self:
        """Those whose day, promised or set, is an earlier one."""
        is_promised = Q(promised_on__lt=day)
        return self.filter(is_promised | Q(promised_on__isnull=True, due_on__lt=day))

    def of_live_issues(self) -> Self:
        """Those of issues in hand that are a matter of the dialogue and not of the law."""
        live = self.filter(issue__state__in=transitions.IN_HAND)
        return live.exclude(issue__kind__in=LEGAL_KINDS)


class Clock(models.Model):
    """The time of one agency on one issue. A hand-over passes it on as it stands."""

    issue = models.ForeignKey(
        "dialogues.Issue", models.CASCADE, related_name="clocks", verbose_name=_("issue")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="clocks", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=12, choices=ClockRole)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    started_on = models.DateField(_("started on"))
    taken_on = models.DateField(_("with this agency since"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    due_on = models.DateField(_("deadline"))
    ground = models.ForeignKey(
        DeadlineGround,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name=_("legal ground"),
    )
    skipped = models.JSONField(_("days not counted"), default=list, blank=True)
    promised_on = models.DateField(_("committed until"), null=True, blank=True)
    postponements = models.PositiveSmallIntegerField(_("commitments postponed"), default=0)
    replied_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True, db_index=True)
    worked_days = models.PositiveSmallIntegerField(_("working days used"), null=True, blank=True)
    handed_over = models.BooleanField(pgettext_lazy("deadline", "handed over"), default=False)
    told = models.JSONField(_("reminders and reports sent"), default=list, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["issue", "round", "-role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "agency", "round"],
                condition=Q(handed_over=False),
                name="one_clock_an_agency",
            ),
            models.UniqueConstraint(
                fields=["issue", "round"],
                condition=Q(role=ClockRole.LEAD, handed_over=False),
                name="one_lead_clock_a_round",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="clock_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "stopped_at"], name="clock_by_agency"),
            models.Index(fields=["role", "stopped_at", "agency"], name="clock_by_role"),
            models.Index(fields=["started_on", *COUNTED], name="clock_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.issue.number}"

    @property
    def due_now(self) -> date:
        return self.promised_on or self.due_on

    @property
    def was_in_time(self) -> bool:
        return self.replied_at is not None and localdate(self.replied_at) <= self.due_on
