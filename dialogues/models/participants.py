"""Those who come to a session: invited, registered, waiting, checked in; what they support."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from core.limits import whole_number
from dialogues.models.sessions import Session
from directory.models import Agency, Enterprise


class ParticipantStatus(models.TextChoices):
    INVITED = "invited", _("invited")
    UNCONFIRMED = "to_confirm", _("address not confirmed yet")
    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")


class Came(models.TextChoices):
    """By which way somebody came onto the list."""

    INVITED = "invited", _("invited by the Association")
    SELF = "self", _("registered by themselves")
    STAFF = "staff", _("entered by the Association")
    IMPORTED = "imported", _("imported from a list")
    DOOR = "door", _("came to the door without registration")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def of_key(self, key: str) -> "Participant | None":
        """The participant a personal link is for; ``None`` when it is nobody's."""
        found = self._numbered(key)
        return found if found and constant_time_compare(found.key, key) else None

    def of_door_key(self, key: str) -> "Participant | None":
        """The participant whose code for the door this is; it opens nothing else."""
        found = self._numbered(key)
        return found if found and constant_time_compare(found.door_key, key) else None

    def _numbered(self, key: str) -> "Participant | None":
        number = whole_number(key.partition("-")[0])
        return self.filter(pk=number).first() if number else None

    def coming(self) -> Self:
        return self.filter(status=ParticipantStatus.REGISTERED)

    def waiting(self) -> Self:
        """Those who wait for a seat, or for more seats than they have, in their order."""
        more = Q(status=ParticipantStatus.REGISTERED, wanted__isnull=False)
        return self.filter(Q(status=ParticipantStatus.WAITING) | more).order_by("queued_at", "pk")

    def awaiting_news(self) -> Self:
        """Those who last heard that the session is cancelled."""
        return self.filter(told_cancelled_at__isnull=False)

    def present(self) -> Self:
        return self.filter(checked_in_at__isnull=False)


def new_key() -> str:
    """Give each link something of its own; without the server’s secret it opens nothing."""
    return secrets.token_urlsafe(12)


class Participant(models.Model):
    """Somebody who may come to a session, and has a personal link for it."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="participants", verbose_name=_("session")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("enterprise"),
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("agency"),
    )
    came = models.CharField(
        _("how they came onto the list"), max_length=8, choices=Came, default=Came.INVITED
    )
    organisation = models.CharField(
        _("enterprise or organisation, as they wrote it"), max_length=200, blank=True
    )
    tax_code = models.CharField(_("tax code, as they wrote it"), max_length=20, blank=True)
    name = models.CharField(_("full name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
    wanted = models.PositiveSmallIntegerField(
        _("number of people they asked for"), null=True, blank=True
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ParticipantStatus,
        default=ParticipantStatus.INVITED,
    )
    has_given_feedback = models.BooleanField(_("has given feedback"), default=False)
    seed = models.CharField(_("seed of the link"), max_length=32, unique=True, default=new_key)
    invited_at = models.DateTimeField(_("invited at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    queued_at = models.DateTimeField(_("waiting since"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    told_cancelled_at = models.DateTimeField(
        _("told that the session is cancelled, and nothing since"), null=True, blank=True
    )
    may_be_named = models.BooleanField(
        _("the public minutes may name the enterprise"), default=False
    )
    consented_at = models.DateTimeField(_("agreed to be named at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked in by"),
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enterprise"], name="enterprise_once_a_session"
            ),
            models.UniqueConstraint(fields=["session", "agency"], name="agency_once_a_session"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True) | Q(agency__isnull=True),
                name="participant_stands_for_one",
            ),
            models.CheckConstraint(
                condition=Q(people__range=(1, 5)), name="participant_brings_at_most_five"
            ),
            models.CheckConstraint(
                condition=Q(wanted__isnull=True) | Q(wanted__gt=F("people"), wanted__lte=5),
                name="more_seats_are_wanted_than_held",
            ),
            models.CheckConstraint(
                condition=Q(may_be_named=False) | Q(consented_at__isnull=False),
                name="consent_to_be_named_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise or self.agency or self.organisation or self.name)

    @property
    def key(self) -> str:
        """The secret of the personal link. It is computed, never stored."""
        return self._secret("dialogues.participant")

    @property
    def door_key(self) -> str:
        """What the QR code for the door says: staff find the guest by it, and nobody more."""
        return self._secret("dialogues.door")

    def _secret(self, salt: str) -> str:
        mac = salted_hmac(salt, f"{self.pk}:{self.seed}", algorithm="sha256")
        return f"{self.pk}-{mac.hexdigest()[:32]}"


class Support(models.Model):
    """Another enterprise, or a guest who stands for none we know, says: we have this, too."""

    issue = models.ForeignKey("dialogues.Issue", models.CASCADE, related_name="supporters")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="supported"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="supported"
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            models.UniqueConstraint(fields=["issue", "enterprise"], name="one_support_each"),
            models.UniqueConstraint(fields=["issue", "participant"], name="one_support_a_guest"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, participant__isnull=True)
                | Q(enterprise__isnull=True, participant__isnull=False),
                name="support_comes_from_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise or self.participant} → {self.issue.number}"
