"""Questionnaires and their versions."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from pci.models import choose_wording
from surveys.instrument.loading import load
from surveys.instrument.model import Document
from surveys.instrument.rewording import asks_the_same


class Frozen(DomainError):
    """Something that must stay as it is was about to be changed."""


class Questionnaire(models.Model):
    """A questionnaire under one name for ever; what it asks stands in its versions."""

    name = models.SlugField(_("name"), max_length=40, unique=True)
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return choose_wording(self.title_vi, self.title_en)


def digest_of(document: dict[str, Any]) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as stored, known by its digest; whoever asks first brings what is read."""

    digest: str
    version: "QuestionnaireVersion" = field(compare=False)


@lru_cache(maxsize=16)
def _compile_document(stored: Stored) -> Document:
    return load(stored.version.document)


class QuestionnaireVersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def with_titles(self) -> Self:
        """Add the titles respondents read, so that a list need not fetch whole documents."""
        titles = {f"titled_{code}": KT(f"document__title__{code}") for code in ("vi", "en")}
        return self.annotate(**titles).defer("document")

    def update(self, **fields: Any) -> int:
        if self.published().exists():
            raise Frozen(_("A published version of a questionnaire cannot be changed."))
        if "document" in fields:
            fields["digest"] = digest_of(fields["document"])
        return super().update(**fields)


class QuestionnaireVersion(models.Model):
    """One version of a questionnaire: a document, frozen once it is published."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="versions", verbose_name=_("questionnaire")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(_("document"), default=dict)
    digest = models.CharField(
        _("digest of the document"), max_length=64, editable=False, default=""
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    note = models.TextField(_("what changed"), blank=True)

    objects = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="one_version_each"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not kwargs.get("force_insert"):
            self._refuse_if_published(kwargs.get("update_fields"))
        if "document" in self.__dict__:
            self.digest = digest_of(self.document)
            if kwargs.get("update_fields"):
                kwargs["update_fields"] = {*kwargs["update_fields"], "digest"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_published(None)
        return super().delete(*args, **kwargs)

    @property
    def title(self) -> str:
        """What respondents read above it; its year may differ from the first version's."""
        known = self.__dict__
        said = {code: known.get(f"titled_{code}") for code in ("vi", "en")}
        if not any(said.values()):
            said = self.document.get("title") or {}
        return (
            choose_wording(said.get("vi") or "", said.get("en") or "") or self.questionnaire.title
        )

    @property
    def before(self) -> "QuestionnaireVersion | None":
        """The published version it goes on from, if there is one."""
        earlier = QuestionnaireVersion.objects.published().filter(
            questionnaire=self.questionnaire_id, number__lt=self.number
        )
        return earlier.defer("document").order_by("-number").first()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def compiled(self) -> Document:
        """Return the document, read and parsed; once a process when it is published."""
        if not self.is_published:
            return load(self.document)
        return _compile_document(Stored(self.digest, self))

    def replace_words(self, document: dict[str, Any]) -> None:
        """Store a published version with other words; what it asks, and its choices, stay."""
        if not asks_the_same(self.document, document):
            raise Frozen(_("A correction changes words only: no choice, no code, no condition."))
        self.document, self.digest = document, digest_of(document)
        stored: models.QuerySet[QuestionnaireVersion] = models.QuerySet(QuestionnaireVersion)
        stored.filter(pk=self.pk).update(document=document, digest=self.digest)

    def _refuse_if_published(self, fields: Collection[str] | None) -> None:
        if fields is not None and set(fields) <= {"note"}:
            return
        if QuestionnaireVersion.objects.filter(pk=self.pk).published().exists():
            raise Frozen(
                _(
                    "Version %(number)s of this questionnaire has been published and cannot be"
                    " changed; make a new version."
                )
                % {"number": self.number}
            )
