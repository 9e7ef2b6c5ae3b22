"""Dialogue sessions: what is planned, on the agenda, and who comes."""

import secrets
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.limits import whole_number
from directory.models import Agency, Enterprise
from pci.models import Criterion

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open for registration")
    RUNNING = "running", pgettext_lazy("session", "under way")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class FeedbackTime(models.TextChoices):
    """From when on those who came may say what they think of a session."""

    NEVER = "never", pgettext_lazy("feedback", "not asked")
    START = "start", _("from the beginning of the session")
    END = "end", _("once the session has ended")


class SessionQuerySet(models.QuerySet["Session"]):
    def upcoming(self, now: datetime) -> Self:
        return self.filter(ends_at__gte=now).exclude(
            status__in=[SessionStatus.CANCELLED, SessionStatus.HELD]
        )

    def not_long_past(self, now: datetime) -> Self:
        """Those to come and those of the last year, to which papers may still belong."""
        return self.filter(ends_at__gte=now - timedelta(days=366)).exclude(
            status=SessionStatus.CANCELLED
        )

    def held(self) -> Self:
        return self.filter(status=SessionStatus.HELD)

    def before(self, session: "Session") -> Self:
        return self.filter(starts_at__lt=session.starts_at)


class Session(models.Model):
    """The dialogue of one quarter."""

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=list(ROMAN.items()))
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    criteria = models.ManyToManyField(
        Criterion, related_name="sessions", blank=True, verbose_name=_("themes (criteria)")
    )
    agencies = models.ManyToManyField(
        Agency, related_name="sessions", blank=True, verbose_name=_("invited agencies")
    )
    starts_at = models.DateTimeField(_("begins at"), db_index=True)
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    online_link = models.URLField(_("online link"), max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=100)
    status = models.CharField(
        _("status"), max_length=9, choices=SessionStatus, default=SessionStatus.PLANNED
    )
    held_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    feedback = models.CharField(
        _("feedback on the session"),
        max_length=5,
        choices=FeedbackTime,
        default=FeedbackTime.END,
        help_text=_("Those checked in answer through their personal link, without their name."),
    )
    feedback_days = models.PositiveSmallIntegerField(
        _("days for feedback"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Counted from the end of the session."),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialogue session")
        verbose_name_plural = _("dialogue sessions")
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="one_session_a_quarter"),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)), name="session_quarter_from_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(feedback_days__range=(1, 60)), name="feedback_lasts_1_to_60_days"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Dialogue of quarter %(quarter)s of %(year)s") % {
            "quarter": ROMAN[self.quarter],
            "year": self.year,
        }

    def get_absolute_url(self) -> str:
        return reverse("dialogues:session", args=[self.year, self.quarter])

    def takes_registrations(self, now: datetime) -> bool:
        return self.status == SessionStatus.OPEN and now < self.starts_at

    @property
    def feedback_until(self) -> date:
        """The last day on which feedback is taken."""
        return localdate(self.held_at or self.ends_at) + timedelta(days=self.feedback_days)

    def takes_feedback(self, now: datetime) -> bool:
        if self.feedback == FeedbackTime.NEVER or localdate(now) > self.feedback_until:
            return False
        begun = {SessionStatus.HELD}
        if self.feedback == FeedbackTime.START:
            begun.add(SessionStatus.RUNNING)
        return self.status in begun


class AgendaItem(models.Model):
    """A point of the agenda. The first one, on what earlier sessions left open, is automatic."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="agenda", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=300)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    speaker = models.CharField(_("presented by"), max_length=200, blank=True)
    is_left_over = models.BooleanField(_("what earlier sessions left open"), default=False)

    class Meta:
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("points of the agenda")
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_agenda_item_a_place"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(is_left_over=True), name="one_left_over_item"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 480)), name="agenda_item_lasts_some_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class ParticipantStatus(models.TextChoices):
    INVITED = "invited", _("invited")
    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def of_key(self, key: str) -> "Participant | None":
        """The participant a personal link is for; ``None`` when it is nobody's."""
        number = whole_number(key.partition("-")[0])
        found = self.filter(pk=number).first() if number else None
        return found if found and constant_time_compare(found.key, key) else None

    def coming(self) -> Self:
        return self.filter(status=ParticipantStatus.REGISTERED)

    def waiting(self) -> Self:
        return self.filter(status=ParticipantStatus.WAITING).order_by("answered_at", "pk")

    def present(self) -> Self:
        return self.filter(checked_in_at__isnull=False)


def new_key() -> str:
    """Give each link something of its own; without the server’s secret it opens nothing."""
    return secrets.token_urlsafe(12)


class Participant(models.Model):
    """Somebody invited to a session, through a personal link."""

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
    name = models.CharField(_("full name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
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
        ]

    def __str__(self) -> str:
        return str(self.enterprise or self.agency or self.name)

    @property
    def key(self) -> str:
        """The secret of the personal link. It is computed, never stored."""
        mac = salted_hmac("dialogues.participant", f"{self.pk}:{self.seed}", algorithm="sha256")
        return f"{self.pk}-{mac.hexdigest()[:32]}"
