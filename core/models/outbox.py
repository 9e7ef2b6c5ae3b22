"""The outbox: messages on their way out."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
