"""What deserves a second look in a response."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import Response


class FlagKind(models.TextChoices):
    SPEEDER = "speeder", _("answered very fast")
    STRAIGHT_LINING = "straight_lining", _("the same rating throughout")
    CONTRADICTION = "contradiction", _("answers contradict each other")
    DUPLICATE = "duplicate", _("same answers as another response")
    OUT_OF_RANGE = "out_of_range", _("a number far from all others")


class ResponseFlag(models.Model):
    """A flag on a response. It never removes anything: a person reviews and says why."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="flags", verbose_name=_("response")
    )
    kind = models.CharField(_("flag"), max_length=15, choices=FlagKind)
    about = models.JSONField(_("about"), default=list, blank=True)
    raised_at = models.DateTimeField(_("raised at"))

    class Meta:
        verbose_name = _("flag on a response")
        verbose_name_plural = _("flags on responses")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind", "about"], name="one_flag_of_a_kind_about_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.kind}"
