"""What was decided about corrections that respondents made to the register."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.samples import SampledEnterprise


class RegisterCorrection(models.Model):
    """One decision: what an enterprise said of itself goes into the register, or does not.

    Proposals are not stored: they are read from what was sent. Blind waves have none, because their
    answers lead to nobody.
    """

    sampled = models.ForeignKey(
        SampledEnterprise,
        models.PROTECT,
        related_name="register_corrections",
        verbose_name=_("enterprise of the sample"),
    )
    field = models.CharField(_("field of the register"), max_length=20)
    said = models.CharField(_("what was answered"), max_length=300)
    is_accepted = models.BooleanField(_("accepted"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("correction of the register")
        verbose_name_plural = _("corrections of the register")
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sampled", "field", "said"], name="register_correction_is_decided_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sampled_id} {self.field}"
