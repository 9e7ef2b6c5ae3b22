"""Scenarios: what somebody wished of the criteria of a forecast, under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.forecasts import Forecast


class Scenario(models.Model):
    """Values wished for some criteria of a frozen forecast; what they give is computed anew."""

    forecast = models.ForeignKey(
        Forecast, models.PROTECT, related_name="scenarios", verbose_name=_("forecast")
    )
    name = models.CharField(_("name"), max_length=80)
    wished = models.JSONField(_("wished values by criterion"))
    target = models.FloatField(_("score to reach"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["forecast", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["forecast", "name"], name="one_scenario_a_name_and_forecast"
            ),
        ]

    def __str__(self) -> str:
        return self.name
