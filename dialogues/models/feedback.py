"""What people who were at a session think of it, apart from who they are."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.sessions import Session


class Side(models.TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    AGENCY = "agency", _("agency")


RATINGS = ("useful", "heard", "answered")


class SessionFeedback(models.Model):
    """One opinion. Neither its key nor its day tells whose: keys are random, days have no hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="opinions", verbose_name=_("session")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    useful = models.PositiveSmallIntegerField(_("The session was useful to us"))
    heard = models.PositiveSmallIntegerField(_("We could say what mattered to us"))
    answered = models.PositiveSmallIntegerField(_("The answers were to the point"))
    comment = models.TextField(_("comment"), blank=True)
    given_on = models.DateField(_("given on"))

    class Meta:
        verbose_name = _("feedback on a session")
        verbose_name_plural = _("feedback on sessions")
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, 5) for name in RATINGS}),
                name="feedback_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.useful}, {self.heard}, {self.answered}"
