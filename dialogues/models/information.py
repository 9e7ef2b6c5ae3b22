"""Members' real requests for documents: was it received, and after how many days?"""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from directory.models import Agency, Enterprise


class Outcome(models.TextChoices):
    WAITING = "waiting", _("no reply yet")
    RECEIVED = "received", _("received")
    PARTLY = "partly", _("received in part")
    REFUSED = "refused", _("refused")


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def visible_to(self, user: User) -> Self:
        if user.role in {Role.STAFF, Role.ADMINISTRATOR, Role.PLANNER}:
            return self
        if user.role == Role.ENTERPRISE and user.enterprise_id:
            return self.filter(enterprise=user.enterprise_id)
        if user.role == Role.OFFICER and user.agency_id:
            return self.filter(agency=user.agency_id)
        return self.none()

    def made_in(self, year: int) -> Self:
        return self.filter(requested_on__year=year)

    def decided(self, on: date) -> Self:
        return self.exclude(outcome=Outcome.WAITING).filter(requested_on__lte=on)


class InformationRequest(models.Model):
    """A document an enterprise asked an agency for, with the dates."""

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="information_requests",
        verbose_name=_("enterprise"),
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        related_name="information_requests",
        verbose_name=_("agency"),
    )
    subject = models.CharField(_("document asked for"), max_length=300)
    requested_on = models.DateField(_("asked on"), db_index=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.WAITING)
    decided_on = models.DateField(_("received or refused on"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    recorded_at = models.DateTimeField(_("entered at"))

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("information request")
        verbose_name_plural = _("information requests")
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.WAITING, decided_on__isnull=True)
                | (~Q(outcome=Outcome.WAITING) & Q(decided_on__gte=F("requested_on"))),
                name="decided_request_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
