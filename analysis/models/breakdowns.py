"""The comparison of groups of a run, kept beside its results because few pages read it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.runs import AnalysisRun, Immutable


class BreakdownQuerySet(models.QuerySet["Breakdown"]):
    def update(self, **fields: Any) -> int:
        raise Immutable(_("A result is never changed; run the analysis again instead."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A result is never removed: a report may rest on it."))


class Breakdown(models.Model):
    """Every criterion and question by size, place and the like; its digest stands in the results.

    ``content`` holds nothing of a figure that may not be shown.
    """

    run = models.OneToOneField(
        AnalysisRun, models.PROTECT, related_name="breakdown", verbose_name=_("analysis run")
    )
    content = models.JSONField(_("content"))

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison of groups")
        verbose_name_plural = _("comparisons of groups")
        ordering = ["-run"]

    def __str__(self) -> str:
        return str(self.run)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Immutable(_("A result is never changed; run the analysis again instead."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Immutable(_("A result is never removed: a report may rest on it."))
