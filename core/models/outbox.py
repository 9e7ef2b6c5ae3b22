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


class Unwanted(models.TextChoices):
    """Why a letter that waited was not sent after all."""

    ANSWERED = "answered", _("has answered meanwhile")
    OPTED_OUT = "opted_out", _("does not wish to be written to")
    BOUNCED = "bounced", _("an earlier message to this address came back")
    NOT_ASKED = "not_asked", _("is no longer asked: closed, moved away, refused or replaced")
    OVER = "over", _("the time for it is over")
    SETTLED = "settled", _("the matter has been settled meanwhile")
    NO_ACCOUNT = "no_account", _("the account is closed")


class OutboxRelease(models.Model):
    """A person let drafts leave; for a minute it can be undone."""

    at = models.DateTimeField(_("released at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("released by")
    )
    leaves_at = models.DateTimeField(_("nothing leaves before"), db_index=True)
    batch = models.CharField(_("batch"), max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("messages"), default=0)
    left_out = models.JSONField(_("cancelled because no longer wanted"), default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_release_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.batch


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def waiting(self) -> Self:
        return self.filter(status=MessageStatus.DRAFT)

    def released(self) -> Self:
        return self.filter(status=MessageStatus.RELEASED)

    def due(self, now: datetime) -> Self:
        return self.released().filter(Q(not_before__isnull=True) | Q(not_before__lte=now))


class OutgoingMessage(models.Model):
    """A message in the outbox: written by the platform, sent by the worker.

    Only ``core.messaging`` writes here. ``key`` names what the message is for
    (``wave:3:invitations:17``), so that it is written and sent once, however often an action runs.
    ``kind`` names its entry in the list of letters, which says who lets it leave, and what object
    ``about_id`` is. The worker erases ``body`` once the message has been sent.
    """

    kind = models.CharField(_("kind of letter"), max_length=60, blank=True, default="")
    about_id = models.BigIntegerField(_("object"), null=True, blank=True)
    key = models.CharField(_("key"), max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.EMAIL)
    recipient = models.CharField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    reply_to = models.EmailField(_("answers go to"), blank=True, default="")
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
    release = models.ForeignKey(
        OutboxRelease,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("release"),
    )
    claimed_at = models.DateTimeField(_("taken by the worker at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    cancelled_because = models.CharField(
        _("cancelled because"), max_length=10, choices=Unwanted, blank=True, default=""
    )

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "about_id"], name="message_by_kind_and_object"),
            models.Index(fields=["sent_at"], name="message_by_time"),
            models.Index(fields=["-created_at", "-id"], name="message_by_time_written"),
        ]

    def __str__(self) -> str:
        return self.key
