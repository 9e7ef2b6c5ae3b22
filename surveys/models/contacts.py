"""Getting an answer: attempts to reach enterprises, reminders, letters, wishes to be left alone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job
from directory.models import Enterprise
from surveys.models.samples import ReminderWay, SampledEnterprise
from surveys.models.waves import Wave


class ContactChannel(models.TextChoices):
    PHONE = "phone", _("telephone")
    VISIT = "visit", _("visit")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    SMS = "sms", _("text message (SMS)")
    ZALO = "zalo", _("Zalo")


class ContactResult(models.TextChoices):
    SENT = "sent", _("sent")
    REACHED = "reached", _("reached")
    PROMISED = "promised", _("promised to answer")
    CALL_AGAIN = "call_again", _("asks to be called again")
    NO_ANSWER = "no_answer", _("nobody answered")
    WRONG_ADDRESS = "wrong_address", _("number or address is wrong")
    BOUNCED = "bounced", _("the message came back")
    REFUSED = "refused", _("does not wish to answer")
    CLOSED = "closed", _("the enterprise has closed or left")


class ContactAttempt(models.Model):
    """One attempt to reach an enterprise of the sample, and what came of it."""

    sampled = models.ForeignKey(
        SampledEnterprise,
        models.CASCADE,
        related_name="contacts",
        verbose_name=_("enterprise of the sample"),
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    channel = models.CharField(_("channel"), max_length=6, choices=ContactChannel)
    result = models.CharField(_("result"), max_length=13, choices=ContactResult)
    call_again_on = models.DateField(_("call again on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    message_key = models.CharField(max_length=120, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("attempt to reach an enterprise")
        verbose_name_plural = _("contact log")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_key"],
                condition=~Q(message_key=""),
                name="one_attempt_a_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.get_result_display()}"


class OptOut(models.Model):
    """An enterprise that does not wish to be asked again; it leaves every later sending."""

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, related_name="opt_out", verbose_name=_("enterprise")
    )
    at = models.DateTimeField(_("time"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )

    class Meta:
        verbose_name = _("wish not to be asked")
        verbose_name_plural = _("wishes not to be asked")

    def __str__(self) -> str:
        return str(self.enterprise)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def unwritten(self) -> Self:
        return self.filter(written_at__isnull=True)


class Reminder(models.Model):
    """A rung of the ladder: on this day those who have not answered are reminded.

    Whoever no message reaches gets a letter on paper instead.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="reminders", verbose_name=_("wave"))
    number = models.PositiveSmallIntegerField(_("number"))
    due_on = models.DateField(_("due on"))
    working_days = models.PositiveSmallIntegerField(_("working days after the invitation"))
    way = models.CharField(_("by"), max_length=5, choices=ReminderWay, default=ReminderWay.SAME)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)
    messages_written = models.PositiveIntegerField(_("messages written"), default=0)
    letters_written = models.PositiveIntegerField(_("letters written"), default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["wave", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_reminder_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.number}"


class SendingKind(models.TextChoices):
    INVITATIONS = "invitations", _("invitations by e-mail, SMS or Zalo")
    LETTERS = "letters", _("printed letters")
    REMINDER = "reminder", _("reminder")
    PAPER_REMINDER = "paper_again", _("printed reminders")

    @property
    def is_printed(self) -> bool:
        return self in {SendingKind.LETTERS, SendingKind.PAPER_REMINDER}


class Sending(models.Model):
    """Messages or letters to many enterprises: what was ordered, and what has been written.

    How the order stands is told by its job alone. It may be stopped and started at any point: each
    enterprise is written to once, because each message has a key of its own. The file of letters
    holds personal links, so it is erased when it was fetched and confirmed, or after seven days.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="sendings", verbose_name=_("wave"))
    kind = models.CharField(_("kind"), max_length=11, choices=SendingKind)
    reminder = models.ForeignKey(
        Reminder,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sendings",
        verbose_name=_("reminder"),
    )
    job = models.OneToOneField(
        Job, models.PROTECT, related_name="sending", verbose_name=_("order in the background")
    )
    total = models.PositiveIntegerField(_("enterprises"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    skipped = models.PositiveIntegerField(_("left out"), default=0)
    number = models.CharField(_("number of the letter"), max_length=40, blank=True, default="")
    file = models.CharField(_("file"), max_length=200, blank=True)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    erased_at = models.DateTimeField(_("file erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reminder", reminder__isnull=False)
                | Q(kind="paper_again")
                | (~Q(kind="reminder") & Q(reminder__isnull=True)),
                name="sending_of_a_reminder_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.kind}"
