"""Photos and documents sent as answers. An answer names its file; a file names nobody."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import random_key
from surveys.models.waves import Wave

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def held_by(self, holder: str) -> Self:
        """Those that came through one link, whose answers have not been sent yet."""
        return self.filter(holder=holder)


class AnswerFile(models.Model):
    """A cleaned file. It is kept as long as an answer names it, and handed out by views alone.

    ``holder`` is the key of the unsent answers it came with; it is forgotten once they are sent.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    wave = models.ForeignKey(
        Wave, models.CASCADE, related_name="answer_files", verbose_name=_("wave")
    )
    holder = models.CharField(_("key of the unsent answers"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    file = models.FileField(_("file"), upload_to="answers/")
    at = models.DateTimeField(_("time"))

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file sent as an answer")
        verbose_name_plural = _("files sent as answers")
        indexes = [models.Index(fields=["holder"], name="answer_file_by_holder")]

    def __str__(self) -> str:
        return self.name

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.name.rpartition(".")[2]]
