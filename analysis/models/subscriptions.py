"""Who asked to be told of released reports: an address, and nothing else of a person."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEY_BYTES = 24


def new_key() -> str:
    """Return what stands in the links of one subscription and cannot be guessed."""
    return secrets.token_urlsafe(KEY_BYTES)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """An address that asked for letters about releases; the row goes when it asks for no more."""

    address = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    key = models.CharField(_("key of its links"), max_length=40, unique=True, default=new_key)
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)  # never the address: this stands in logs
