"""Dialogue sessions: what is planned, and what is on the agenda."""

from datetime import date, datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from directory.models import Agency, District
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
    def in_slot(self, year: int, slot: str) -> Self:
        """The one an address names: ``1``, or ``1-2`` for the second session of a quarter."""
        quarter, _dash, number = slot.partition("-")
        return self.filter(year=year, quarter=quarter, number=number or 1)

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


def name_slot(quarter: int, number: int) -> str:
    return str(quarter) if number == 1 else f"{quarter}-{number}"


class Session(models.Model):
    """A dialogue of a quarter: the first one, or a further one of a district or on a theme."""

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=list(ROMAN.items()))
    number = models.PositiveSmallIntegerField(_("number within the quarter"), default=1)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("for one district"),
        help_text=_("Leave it empty for a session of the whole province."),
    )
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
    map_link = models.URLField(_("link to a map"), max_length=500, blank=True)
    online_link = models.URLField(
        _("online link"),
        max_length=300,
        blank=True,
        help_text=_("Only those who are registered see it."),
    )
    seats = models.PositiveSmallIntegerField(_("seats"), default=100)
    is_open_to_all = models.BooleanField(
        _("everybody may register on the page of the session"),
        default=True,
        help_text=_("Otherwise only those invited register, through their personal links."),
    )
    sequence = models.PositiveIntegerField(_("changes told to calendars"), default=0)
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
        ordering = ["-year", "-quarter", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "number"], name="one_session_a_number"
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, 99)), name="session_number_from_1_to_99"
            ),
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
        named = {"quarter": ROMAN[self.quarter], "year": self.year, "number": self.number}
        if self.number == 1:
            return gettext("Dialogue of quarter %(quarter)s of %(year)s") % named
        return gettext("Dialogue of quarter %(quarter)s of %(year)s, session %(number)s") % named

    def get_absolute_url(self) -> str:
        return reverse("dialogues:session", args=[self.year, self.slot])

    @property
    def slot(self) -> str:
        """How addresses name it within its year: ``1``, or ``1-2`` for a further session."""
        return name_slot(self.quarter, self.number)

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
