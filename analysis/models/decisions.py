"""What a person decided on a figure that no rule alone can judge."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.runs import AnalysisRun, Immutable
from surveys.models import Wave


class FigureDecisionQuerySet(models.QuerySet["FigureDecision"]):
    def about(self, wave: int, frame_digest: str) -> Self:
        """Those that hold for a wave's figures: made on the very same answers."""
        return self.filter(wave_id=wave, frame_digest=frame_digest)

    def by_key(self) -> dict[str, str]:
        """The newest verdict on each figure."""
        return dict(self.order_by("decided_at", "pk").values_list("key", "verdict"))

    def update(self, **fields: Any) -> int:
        raise Immutable(_("A decision is never changed. Decide again: the newest decision holds."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A decision is never removed. Decide again: the newest decision holds."))


class FigureDecision(models.Model):
    """Whether a figure is shown, who decided so and why; it holds while the answers are the same.

    Decisions are only added: the newest on a figure holds, the others tell its history.
    """

    class Verdict(models.TextChoices):
        RELEASE = "release", _("released")
        WITHHOLD = "withhold", _("withheld")

    wave = models.ForeignKey(
        Wave, models.PROTECT, related_name="figure_decisions", verbose_name=_("wave")
    )
    frame_digest = models.CharField(_("digest of the answers"), max_length=64)
    key = models.CharField(_("figure"), max_length=200)
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=500)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = FigureDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a figure")
        verbose_name_plural = _("decisions on figures")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["wave", "frame_digest"], name="decisions_of_a_run")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="a_decision_gives_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.key} ({self.verdict})"


def decisions_about(run: AnalysisRun) -> dict[str, str]:
    """The verdicts that hold for a run, by the key of the figure."""
    return FigureDecision.objects.about(run.wave_id, run.frame_digest).by_key()


def decisions_on(wave: Wave, frame_digest: str) -> dict[str, str]:
    """The verdicts that hold for answers that are being analysed."""
    return FigureDecision.objects.about(wave.pk, frame_digest).by_key()
