"""What several apps share: the audit log, the outbox, days on which offices are closed."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class SiteState(models.Model):
    """One row: whether what is stored was invented for a demonstration."""

    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("state of the installation")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return str(_("state of the installation"))


def site_is_demonstration() -> bool:
    """Tell whether pages must carry the mark "invented data"; asked once a minute at most."""
    known = cache.get("site-is-demonstration")
    if known is None:
        known = SiteState.objects.filter(is_demonstration=True).exists()
        cache.set("site-is-demonstration", known, 60)
    return bool(known)


class AppendOnly(DomainError):
    """A record that must last was about to be changed."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, target: models.Model) -> Self:
        return self.filter(target_kind=target._meta.label_lower, target_id=str(target.pk))

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly(_("The audit log is only ever added to."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(_("The audit log is only ever added to."))

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise AppendOnly(_("The audit log is only ever added to."))

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts"):
            raise AppendOnly(_("The audit log is only ever added to."))
        return super().bulk_create(objs, *args, **kwargs)

    def _raw_delete(self, using: str | None) -> int:
        raise AppendOnly(_("The audit log is only ever added to."))


class AuditEntry(models.Model):
    """Who saw, exported or changed what, when and why. Never the data itself."""

    at = models.DateTimeField(_("time"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=60, db_index=True)
    target_kind = models.CharField(_("kind of object"), max_length=60, blank=True)
    target_id = models.CharField(_("object"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects: ClassVar[models.Manager["AuditEntry"]] = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(_("The audit log is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(_("The audit log is only ever added to."))


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message (SMS)")
    ZALO = "zalo", _("Zalo")


class MessageStatus(models.TextChoices):
    DRAFT = "draft", _("waiting for release")
    RELEASED = "released", _("released")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("bounced")
    CANCELLED = "cancelled", _("cancelled")


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def waiting(self) -> Self:
        return self.filter(status=MessageStatus.DRAFT)

    def released(self) -> Self:
        return self.filter(status=MessageStatus.RELEASED)

    def due(self, now: datetime) -> Self:
        return self.released().filter(Q(not_before__isnull=True) | Q(not_before__lte=now))


class OutgoingMessage(models.Model):
    """A message in the outbox: written by the platform, released by a person, sent by the worker.

    ``key`` names what the message is for (``wave:3:invitation:17``), so that it is written and sent
    once, however often an action runs. The worker erases ``body`` once it has been sent.
    """

    key = models.CharField(_("key"), max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.EMAIL)
    recipient = models.CharField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    html = models.TextField(_("HTML text"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MessageStatus,
        default=MessageStatus.DRAFT,
        db_index=True,
    )
    batch = models.CharField(_("batch"), max_length=120, blank=True, db_index=True)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )
    claimed_at = models.DateTimeField(_("taken by the worker at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.key


class DayKind(models.TextChoices):
    CLOSED = "closed", _("offices closed")
    OPEN = "open", _("offices open (swap day)")


class CalendarCorrection(models.Model):
    """A day on which the published calendar differs from what the library knows."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=DayKind)
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )

    class Meta:
        verbose_name = _("correction of the calendar")
        verbose_name_plural = _("corrections of the calendar")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.get_kind_display()}"
