"""A file somebody uploaded, waiting to be looked at and confirmed."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

FORGOTTEN_AFTER = timedelta(days=2)


class AlreadyConfirmed(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This file has been imported already; nothing was imported twice."))


class PreviewOutdated(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The data changed after this preview was made, so nothing was imported."
                " Please look at the new preview below and confirm it."
            )
        )


class ProblemsRemain(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing was imported: some rows are wrong. Correct the file and upload it again.")
        )


class UploadQuerySet(models.QuerySet["Upload"]):
    def waiting(self) -> Self:
        return self.filter(confirmed_at__isnull=True)

    def forgotten(self, now: datetime) -> Self:
        return self.waiting().filter(uploaded_at__lt=now - FORGOTTEN_AFTER)


class Upload(models.Model):
    """What was previewed is what is imported: the digest of the preview comes back to confirm."""

    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    content_digest = models.CharField(_("digest of the file"), max_length=64)
    options = models.JSONField(_("options"), default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    confirmed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(
        cls, *, name: str, content: bytes, options: dict[str, Any], by: Any, now: datetime
    ) -> Self:
        """Keep a file until it is confirmed; forget those nobody came back for."""
        rows = cls._default_manager
        rows.filter(pk__in=cls.objects.forgotten(now).values("pk")).delete()
        upload = cls(
            name=name[:200],
            content=content,
            content_digest=hashlib.sha256(content).hexdigest(),
            options=options,
            uploaded_by=by,
            uploaded_at=now,
        )
        upload.save()
        return upload

    def settle(self, *, outcome: dict[str, Any], now: datetime) -> None:
        """Note what came of it; the file itself is not needed any more."""
        self.outcome, self.confirmed_at, self.content = outcome, now, b""
        self.save(update_fields=["outcome", "confirmed_at", "content"])
