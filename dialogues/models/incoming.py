"""Replies to letters that came in by e-mail: for staff to read, never published by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.issues import Issue
from directory.models import Enterprise


class IncomingMail(models.Model):
    """One message, kept once by its Message-ID, beside the issue or enterprise it belongs to."""

    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)
    sender = models.CharField(_("from"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    taken_in_at = models.DateTimeField(_("taken in at"))
    is_automatic = models.BooleanField(_("sent by a program"), default=False)
    issue = models.ForeignKey(
        Issue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="incoming_mails",
        verbose_name=_("issue"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="incoming_mails",
        verbose_name=_("enterprise"),
    )
    left_out = models.JSONField(_("attachments not taken"), default=list, blank=True)
    read_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply by e-mail")
        verbose_name_plural = _("replies by e-mail")
        ordering = ["-taken_in_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-taken_in_at"],
                condition=Q(read_at__isnull=True),
                name="mail_to_deal_with",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"
