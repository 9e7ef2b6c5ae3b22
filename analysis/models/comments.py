"""Open answers of a closed wave: what was written, the coding frame, who coded what, quotes."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analysis.models.runs import Immutable
from pci.models import choose_wording
from surveys.models import Response, Wave
from surveys.models.responses import random_key

RELEASE = {"released_at", "released_by"}
WITHDRAWAL = {"withdrawn_at", "withdrawn_by", "withdrawn_because"}


def by_whom(label: Any, *, may_lack: bool = True) -> "models.ForeignKey[Any, Any]":
    """Name the person of an act; the account may not be removed."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=may_lack,
        blank=may_lack,
        related_name="+",
        verbose_name=label,
    )


class CodingFrame(models.Model):
    """The codes of one open question of a wave; each change of them is a version."""

    wave = models.ForeignKey(
        Wave, models.PROTECT, related_name="coding_frames", verbose_name=_("wave")
    )
    question = models.CharField(_("question"), max_length=64)
    text_vi = models.TextField(_("question (Vietnamese)"))
    text_en = models.TextField(_("question (English)"), blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = by_whom(_("begun by"))

    class Meta:
        verbose_name = _("coding frame")
        verbose_name_plural = _("coding frames")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "question"], name="one_frame_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.wave} · {self.text}"

    @property
    def text(self) -> str:
        return choose_wording(self.text_vi, self.text_en or self.text_vi)


class Code(models.Model):
    """One code: what it means, and an example; a retired one is given no more."""

    frame = models.ForeignKey(
        CodingFrame, models.CASCADE, related_name="codes", verbose_name=_("coding frame")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    definition = models.TextField(_("definition"))
    example = models.TextField(_("example"), blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["frame", "position"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "name_vi"], name="one_code_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return choose_wording(self.name_vi, self.name_en or self.name_vi)


class FrameVersion(models.Model):
    """The codes as they stood after a change, and why they were changed."""

    frame = models.ForeignKey(
        CodingFrame, models.CASCADE, related_name="versions", verbose_name=_("coding frame")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    codes = models.JSONField(_("codes"))
    reason = models.CharField(_("what was changed, and why"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    made_by = by_whom(_("made by"))

    class Meta:
        verbose_name = _("version of a coding frame")
        verbose_name_plural = _("versions of coding frames")
        ordering = ["frame", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "number"], name="one_version_a_frame_number"),
        ]

    def __str__(self) -> str:
        return f"{self.frame_id} v{self.number}"


class OpenAnswer(models.Model):
    """What one respondent wrote, kept apart from who it was: coders read this row alone.

    The key is random, so that the order of the texts tells nothing of the order of answering.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    frame = models.ForeignKey(
        CodingFrame, models.CASCADE, related_name="texts", verbose_name=_("coding frame")
    )
    response = models.ForeignKey(
        Response, models.CASCADE, related_name="+", verbose_name=_("response")
    )
    text = models.TextField(_("text"))
    exact = models.TextField(_("its words"))
    folded = models.TextField(_("its words without marks"))

    class Meta:
        verbose_name = _("open answer")
        verbose_name_plural = _("open answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "response"], name="one_text_a_response"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Coding(models.Model):
    """The codes one person gave to one text; none at all is a decision, too."""

    answer = models.ForeignKey(
        OpenAnswer, models.CASCADE, related_name="codings", verbose_name=_("open answer")
    )
    coder = by_whom(_("coder"), may_lack=False)
    codes = models.ManyToManyField(Code, related_name="codings", verbose_name=_("codes"))
    version = models.PositiveSmallIntegerField(_("version of the frame"))
    coded_at = models.DateTimeField(_("coded at"))

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        ordering = ["answer", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "coder"], name="one_coding_a_coder"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.coder_id}"


class Settlement(models.Model):
    """What holds of a text its coders coded differently, who said so, and why."""

    class Way(models.TextChoices):
        THIRD = "third", _("by a third person")
        CONSENT = "consent", _("by consent of the coders")

    answer = models.OneToOneField(
        OpenAnswer, models.CASCADE, related_name="settlement", verbose_name=_("open answer")
    )
    codes = models.ManyToManyField(Code, related_name="settlements", verbose_name=_("codes"))
    way = models.CharField(_("way"), max_length=7, choices=Way)
    note = models.CharField(_("why"), max_length=500)
    settled_at = models.DateTimeField(_("settled at"))
    settled_by = by_whom(_("settled by"), may_lack=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = by_whom(_("confirmed by"))

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["answer"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="a_settlement_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("settled_by")),
                name="consent_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.get_way_display()}"

    @property
    def holds(self) -> bool:
        """Consent holds once the other coder has agreed."""
        return self.way == self.Way.THIRD or self.confirmed_at is not None


class Released(models.Model):
    """What one person prepares and another releases, and what is withdrawn with a reason."""

    made_at = models.DateTimeField(_("prepared at"))
    made_by = by_whom(_("prepared by"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = by_whom(_("released by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = by_whom(_("withdrawn by"))
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("made_by")),
                name="%(class)s_is_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="%(class)s_is_withdrawn_with_a_reason",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and self._state.adding is False:
            changed = set(kwargs.get("update_fields") or {""})
            if changed not in (RELEASE, WITHDRAWAL):
                raise Immutable(_("What was prepared is never changed; prepare it again."))
        super().save(*args, **kwargs)

    @property
    def stands(self) -> bool:
        return self.released_at is not None and self.withdrawn_at is None

    @property
    def waits(self) -> bool:
        return self.released_at is None and self.withdrawn_at is None


class ReleasedQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(released_at__isnull=False, withdrawn_at__isnull=True)

    def waiting(self) -> Self:
        return self.filter(released_at__isnull=True, withdrawn_at__isnull=True)


class CodeFigures(Released):
    """How often each code was given, estimated once all texts have their codes."""

    frame = models.ForeignKey(
        CodingFrame, models.PROTECT, related_name="figures", verbose_name=_("coding frame")
    )
    version = models.PositiveSmallIntegerField(_("version of the frame"))
    results = models.JSONField(_("results"))
    frame_digest = models.CharField(_("digest of the answers"), max_length=64)
    results_digest = models.CharField(_("digest of the results"), max_length=64)
    code_version = models.CharField(_("version of the code"), max_length=64)

    objects = ReleasedQuerySet.as_manager()

    class Meta(Released.Meta):
        verbose_name = _("frequencies of codes")
        verbose_name_plural = _("frequencies of codes")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.frame_id} · {self.results_digest[:12]}"


class Quote(Released):
    """Words of one respondent as everybody may read them: cut, never changed."""

    answer = models.ForeignKey(
        OpenAnswer, models.CASCADE, related_name="quotes", verbose_name=_("open answer")
    )
    text = models.TextField(_("words for the public"))

    objects = ReleasedQuerySet.as_manager()

    class Meta(Released.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-made_at", "-pk"]
        constraints = [
            *Released.Meta.constraints,
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_quote_a_text",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
