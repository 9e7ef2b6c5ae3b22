"""What somebody has typed into a form and not sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.participants import Participant


class TypedDraft(models.Model):
    """Text on its way, for nobody but its writer; it is no issue, and nothing else refers to it.

    ``window`` names the page that stored it last: that page may go on whatever it has heard since.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("user"),
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, related_name="+", verbose_name=_("guest")
    )
    values = models.JSONField(_("text"))
    window = models.CharField(_("window"), max_length=64)
    revision = models.PositiveIntegerField(_("times stored"), default=0)
    stored_at = models.DateTimeField(_("time"), db_index=True)

    class Meta:
        verbose_name = _("text being typed")
        verbose_name_plural = _("texts being typed")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, participant__isnull=True)
                | Q(user__isnull=True, participant__isnull=False),
                name="typed_draft_has_one_writer",
            ),
            models.UniqueConstraint(fields=["user"], name="one_typed_draft_a_user"),
            models.UniqueConstraint(fields=["participant"], name="one_typed_draft_a_guest"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
