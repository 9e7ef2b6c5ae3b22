"""Orders in the background: one durable record each, with state, progress and reason."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting for the worker")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", pgettext_lazy("background work", "failed")
    REFUSED = "refused", pgettext_lazy("background work", "refused")


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def final(self) -> Self:
        return self.exclude(state__in=OPEN_STATES)

    def running(self) -> Self:
        return self.filter(state=JobState.RUNNING)

    def waiting(self) -> Self:
        return self.filter(state=JobState.WAITING)

    def silent_since(self, moment: datetime) -> Self:
        """Those that say they run, and of which nothing was heard after ``moment``."""
        return self.running().filter(heartbeat_at__lt=moment)

    def held_by(self, job: "Job") -> Self:
        """This job as long as it runs in the attempt that ``job`` stands for."""
        return self.running().filter(pk=job.pk, attempts=job.attempts)


class Job(models.Model):
    """One order in the background.

    ``kind`` names an entry of the registry (``config/job_kinds.py``); ``key`` says what is ordered
    within the kind, so that the same order given twice is one job. ``attempts`` rises with every
    start and tells the attempt that holds the job from one that was given up for dead. ``message``
    holds the sentence for the reader, once in each language.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    subject_vi = models.CharField(_("about (Vietnamese)"), max_length=200, blank=True)
    subject_en = models.CharField(_("about (English)"), max_length=200, blank=True)
    arguments = models.JSONField(_("details of the order"), default=dict, blank=True)
    place = models.JSONField(_("page of the order"), default=list, blank=True)
    result = models.JSONField(_("page of the result"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=JobState, default=JobState.WAITING, db_index=True
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    of = models.PositiveIntegerField(_("of"), null=True, blank=True)
    message = models.JSONField(_("message"), default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(
        pgettext_lazy("background work", "attempts"), default=0
    )
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"))
    ordered_at = models.DateTimeField(_("ordered at"), db_index=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    handed_at = models.DateTimeField(_("given to the worker at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last heard of at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("order in the background")
        verbose_name_plural = _("background work")
        ordering = ["-ordered_at", "-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="job_by_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_open_job_an_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed", "refused"], ended_at__isnull=False),
                name="a_job_ends_when_its_state_is_final",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(attempts__gte=1, started_at__isnull=False, heartbeat_at__isnull=False),
                name="a_running_job_has_a_pulse",
            ),
            models.CheckConstraint(
                condition=Q(of__isnull=True) | Q(done__lte=F("of")), name="job_done_is_within_of"
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=F("attempts_allowed")), name="job_attempts_are_allowed"
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pulse: Any = None  # what reports for this job while it runs

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def subject(self) -> str:
        """What the order is about, in the reader's language."""
        return (get_language() == "en" and self.subject_en) or self.subject_vi

    @property
    def is_final(self) -> bool:
        return self.state not in OPEN_STATES

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE

    @property
    def can_be_tried_again(self) -> bool:
        return self.state in {JobState.FAILED, JobState.REFUSED}

    @property
    def sentence(self) -> str:
        """What the reader is told, in the reader's language."""
        said: dict[str, str] = self.message
        return said.get(get_language() or "") or next(iter(said.values()), "")
