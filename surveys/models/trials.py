"""Trials of a questionnaire before its wave opens: what was seen is kept, answers are not."""

from collections.abc import Set
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import DRAFT_CHANGES, Draft
from surveys.models.waves import Wave


class TrialQuerySet(models.QuerySet["Trial"]):
    def of_questionnaire_of(self, wave: Wave) -> Self:
        """Those of the questionnaire as it stands now; what changed since has not been tried."""
        return self.filter(wave=wave, digest=wave.version.digest)

    def sent(self) -> Self:
        return self.filter(times_sent__gte=1)


class Trial(models.Model):
    """A link to the real pages by which nobody answers: nothing of it is a response or a draft.

    ``draft`` holds what was entered until it is sent, or the wave opens; then it is emptied.
    ``reached`` and ``shown`` name the parts and the questions that somebody has seen.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="trials", verbose_name=_("wave"))
    digest = models.CharField(_("digest of the document"), max_length=64)
    token = models.CharField(_("token"), max_length=22, unique=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    begun_at = models.DateTimeField(_("begun at"))
    draft = models.JSONField(_("unsent answers"), default=dict)
    reached = models.JSONField(_("parts reached"), default=list)
    shown = models.JSONField(_("questions shown"), default=list)
    times_sent = models.PositiveIntegerField(_("times sent"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial run")
        verbose_name_plural = _("trial runs")
        ordering = ["wave", "-begun_at"]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.begun_at:%Y-%m-%d}"

    def as_draft(self) -> Draft | None:
        """What was entered so far, as the pages know it; never stored."""
        if not self.draft:
            return None
        return Draft(**self.draft | {"saved_at": datetime.fromisoformat(self.draft["saved_at"])})

    def keep(self, draft: Draft) -> None:
        self.draft = {name: getattr(draft, name) for name in DRAFT_CHANGES}
        self.draft["saved_at"] = draft.saved_at.isoformat()

    def note(self, section: str, questions: Set[str]) -> bool:
        """Add what was seen; tell whether it is new."""
        before: list[Any] = [self.reached, self.shown]
        self.reached = sorted({*self.reached, section})
        self.shown = sorted({*self.shown, *questions})
        return before != [self.reached, self.shown]
