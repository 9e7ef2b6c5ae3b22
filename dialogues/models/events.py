"""What happened to an issue: only ever added to, and complete enough to play it again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly
from dialogues.models.answers import Answer
from dialogues.models.issues import Issue
from dialogues.workflow import transitions
from directory.models import Agency

ACTS = [(act, transitions.label(act)) for act in [*transitions.STEPPING, *transitions.STEPS]]


class Side(models.TextChoices):
    """On whose behalf a step was taken; shown where the person may not be."""

    RAISER = "raiser", _("the enterprise")
    STAFF = "staff", _("the Association")
    AGENCY = "agency", _("the agency")
    SYSTEM = "system", _("the platform")


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly(_("The history of an issue is only ever added to."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(_("The history of an issue is only ever added to."))


class Event(models.Model):
    """One step: who, when, what, why, and every field it changed."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events", verbose_name=_("issue"))
    position = models.PositiveIntegerField(_("position"))
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    side = models.CharField(_("on behalf of"), max_length=6, choices=Side)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency")
    )
    act = models.CharField(_("step"), max_length=20, choices=ACTS)
    state = models.CharField(_("state afterwards"), max_length=10, choices=transitions.State)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "position"], name="one_event_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} · {self.position} · {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(_("The history of an issue is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(_("The history of an issue is only ever added to."))

    @property
    def label(self) -> Promise:
        return transitions.label(self.act)


class Redaction(models.Model):
    """Words made unreadable in public, with what stood there for those entitled to know."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="redactions")
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="redactions"
    )
    field = models.CharField(
        _("field"), max_length=6, choices=[("title", _("title")), ("text", _("text"))]
    )
    before = models.TextField(_("before"))
    after = models.TextField(_("after"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["issue", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} · {self.field} · {self.at:%d/%m/%Y}"
