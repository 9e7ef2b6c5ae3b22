"""Minutes of a session: drafted, open to comments, signed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.models.participants import Participant
from dialogues.models.sessions import Session


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    COMMENT = "comment", _("open to comments")
    SIGNED = "signed", _("signed")


class Minutes(models.Model):
    session = models.OneToOneField(
        Session, models.CASCADE, related_name="minutes", verbose_name=_("session")
    )
    status = models.CharField(
        _("status"), max_length=7, choices=MinutesStatus, default=MinutesStatus.DRAFT
    )
    due_on = models.DateField(_("deadline"))
    chair = models.CharField(_("chaired by"), max_length=200, blank=True)
    secretary = models.CharField(_("secretary"), max_length=200, blank=True)
    opening = models.TextField(_("opening"), blank=True)
    revision = models.PositiveIntegerField(_("times stored"), default=0)
    changes = models.JSONField(_("who changed which field last"), default=dict, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    discussion = models.TextField(_("discussion"), blank=True)
    conclusions = models.TextField(_("conclusions"), blank=True)
    comments_until = models.DateField(_("comments until"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    frozen = models.JSONField(_("content as signed"), null=True, blank=True)
    digest = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a session", "minutes")
        verbose_name_plural = pgettext_lazy("of a session", "minutes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=MinutesStatus.SIGNED)
                | Q(signed_at__isnull=False, frozen__isnull=False),
                name="signed_minutes_are_frozen",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)


class MinutesAddendum(models.Model):
    """What was added to signed minutes, signed by itself; the minutes stay as they were."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="addenda", verbose_name=_("minutes")
    )
    text = models.TextField(_("text"))
    public_text = models.TextField(_("text as everybody reads it"), blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("addendum to minutes")
        verbose_name_plural = _("addenda to minutes")
        ordering = ["minutes", "pk"]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.signed_at:%d/%m/%Y}"

    @property
    def shown_text(self) -> str:
        return self.public_text or self.text


class MinutesRedaction(models.Model):
    """Words of signed minutes made unreadable for everybody but the Association."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="redactions", verbose_name=_("minutes")
    )
    addendum = models.ForeignKey(
        MinutesAddendum, models.PROTECT, null=True, blank=True, related_name="redactions"
    )
    field = models.CharField(
        _("field"),
        max_length=11,
        choices=[
            ("opening", _("opening")),
            ("discussion", _("discussion")),
            ("conclusions", _("conclusions")),
            ("addendum", _("addendum")),
        ],
    )
    before = models.TextField(_("before"))
    after = models.TextField(_("after"), blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("redaction of minutes")
        verbose_name_plural = _("redactions of minutes")
        ordering = ["minutes", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="minutes_redaction_has_reason"),
            models.CheckConstraint(
                condition=Q(field="addendum", addendum__isnull=False)
                | (~Q(field="addendum") & Q(addendum__isnull=True)),
                name="minutes_redaction_is_of_one_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.field} · {self.at:%d/%m/%Y}"


class MinutesComment(models.Model):
    minutes = models.ForeignKey(
        Minutes, models.CASCADE, related_name="comments", verbose_name=_("minutes")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="+", verbose_name=_("guest")
    )
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("time"))
    reply = models.TextField(_("what was done about it"), blank=True)

    class Meta:
        verbose_name = _("comment on minutes")
        verbose_name_plural = _("comments on minutes")
        ordering = ["minutes", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(participant__isnull=False),
                name="comment_comes_from_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.at:%d/%m/%Y}"

    @property
    def house(self) -> str:
        """For whom the comment speaks."""
        if self.participant:
            return str(self.participant)
        return str(self.author and (self.author.agency or self.author.enterprise or self.author))
