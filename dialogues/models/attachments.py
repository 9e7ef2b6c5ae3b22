"""Files people send along. They are never served by address: a view checks who asks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.answers import Answer
from dialogues.models.issues import Issue
from dialogues.models.sessions import Session


class AttachmentKind(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"


CONTENT_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


class Attachment(models.Model):
    """A file whose type was read from its content and whose metadata was taken out."""

    issue = models.ForeignKey(
        Issue, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=4, choices=AttachmentKind)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    file = models.FileField(_("file"), upload_to="dialogues/%Y/%m/")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issue__isnull=False, answer__isnull=True, session__isnull=True)
                | Q(issue__isnull=True, answer__isnull=False, session__isnull=True)
                | Q(issue__isnull=True, answer__isnull=True, session__isnull=False),
                name="attachment_belongs_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.kind]

    @property
    def neutral_name(self) -> str:
        """A file name that says nothing about who sent it."""
        ending = "jpg" if self.kind == AttachmentKind.JPEG else self.kind
        return f"tai-lieu-{self.pk}.{ending}"
