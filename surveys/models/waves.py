"""Waves: a questionnaire put to a sample during some weeks of a year."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pci.models import Edition, choose_wording
from surveys.models.questionnaires import Frozen, QuestionnaireVersion


class Anonymity(models.TextChoices):
    """What joins an answer to the enterprise that gave it.

    Confidential: a link that is kept, seen by few. Blind: nothing; the token proves that somebody
    of the sample answers, and is burnt when the answer is stored.
    """

    CONFIDENTIAL = "confidential", _("confidential")
    BLIND = "blind", _("blind")


class WaveStatus(models.TextChoices):
    PLANNED = "planned", _("being prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", pgettext_lazy("wave", "closed")


LOCKED_ON_OPENING = ("version_id", "anonymity", "year")


def usual_channels() -> list[str]:
    """E-mail where there is an address, else a letter."""
    return ["email", "letter"]


class WaveQuerySet(models.QuerySet["Wave"]):
    def planned(self) -> Self:
        return self.filter(status=WaveStatus.PLANNED)

    def open(self) -> Self:
        return self.filter(status=WaveStatus.OPEN)

    def closed(self) -> Self:
        return self.filter(status=WaveStatus.CLOSED)

    def begun(self) -> Self:
        return self.exclude(status=WaveStatus.PLANNED)

    def blind(self) -> Self:
        return self.filter(anonymity=Anonymity.BLIND)

    def update(self, **fields: Any) -> int:
        locked = {"version", *LOCKED_ON_OPENING} & set(fields)
        if locked and self.begun().exists():
            raise Frozen(_("What is asked, and how answers are protected, is locked on opening."))
        return super().update(**fields)


class Wave(models.Model):
    year = models.PositiveSmallIntegerField(_("year"))
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    version = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        related_name="waves",
        verbose_name=_("version of the questionnaire"),
    )
    anonymity = models.CharField(_("protection of answers"), max_length=12, choices=Anonymity)
    status = models.CharField(
        _("status"),
        max_length=7,
        choices=WaveStatus,
        default=WaveStatus.PLANNED,
        db_index=True,
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    paper_until = models.DateField(_("paper forms are typed until"), null=True, blank=True)
    target_edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waves",
        verbose_name=_("edition it predicts"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes it takes to answer"), default=12)
    contact_name = models.CharField(_("whom to call: name"), max_length=120, blank=True)
    contact_phone = models.CharField(_("whom to call: telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("whom to call: e-mail"), blank=True)
    channels = models.JSONField(_("ways to reach enterprises, in order"), default=usual_channels)
    plain_sms = models.BooleanField(_("text messages without diacritics"), default=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["-year", "-opens_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "title_vi"], name="one_wave_a_title_and_year"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="wave_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(paper_until__isnull=True) | Q(paper_until__gte=F("closes_on")),
                name="paper_is_typed_until_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(anonymity__in=Anonymity.values), name="wave_protects_answers"
            ),
            models.CheckConstraint(
                condition=Q(status="planned", opened_at__isnull=True, closed_at__isnull=True)
                | Q(status="open", opened_at__isnull=False, closed_at__isnull=True)
                | Q(status="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="wave_status_fits_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not kwargs.get("force_insert"):
            self._refuse_if_locked()
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        return choose_wording(self.title_vi, self.title_en)

    @property
    def is_blind(self) -> bool:
        return self.anonymity == Anonymity.BLIND

    @property
    def is_closed(self) -> bool:
        return self.status == WaveStatus.CLOSED

    def takes_answers_on(self, day: date) -> bool:
        return self.status == WaveStatus.OPEN and day <= self.closes_on

    def takes_paper_on(self, day: date) -> bool:
        """Whether forms that arrived by the closing day may still be typed."""
        last = max(self.closes_on, self.paper_until or self.closes_on)
        return self.status == WaveStatus.OPEN and day <= last

    def _refuse_if_locked(self) -> None:
        stored = Wave.objects.begun().filter(pk=self.pk).values(*LOCKED_ON_OPENING).first()
        if stored and any(getattr(self, name) != value for name, value in stored.items()):
            raise Frozen(
                _(
                    "“%(wave)s” has been opened: its year, its questionnaire and the protection"
                    " promised to enterprises can no longer be changed."
                )
                % {"wave": self.title}
            )
