"""The audit log, which is only ever added to."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


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
