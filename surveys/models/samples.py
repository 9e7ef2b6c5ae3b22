"""Who is asked: strata, the enterprises drawn, their invitations."""

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from directory.models import Enterprise
from surveys import tokens
from surveys.models.waves import Wave
from vietnam.phone_numbers import MOBILE


class Stratum(models.Model):
    """A part of the register from which the sample is drawn by itself."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="strata", verbose_name=_("wave"))
    code = models.SlugField(_("code"), max_length=80)
    label = models.CharField(_("label"), max_length=200)
    population = models.PositiveIntegerField(_("enterprises in the register"))
    sample_size = models.PositiveIntegerField(_("sample size"), default=0)

    class Meta:
        verbose_name = _("stratum")
        verbose_name_plural = _("strata")
        ordering = ["wave", "code"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "code"], name="one_stratum_a_code"),
            models.CheckConstraint(
                condition=Q(sample_size__lte=models.F("population")),
                name="sample_fits_into_its_stratum",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Disposition(models.TextChoices):
    """What became of an enterprise of the sample, in the groups of AAPOR.

    In a blind wave nobody knows who answered: COMPLETE and PARTIAL are never set there, and the
    answers of a stratum are counted instead.
    """

    PENDING = "pending", _("no answer yet")
    COMPLETE = "complete", _("answered")
    PARTIAL = "partial", _("answered in part")
    REFUSED = "refused", _("refused")
    NO_CONTACT = "no_contact", _("could not be reached")
    OTHER = "other", _("eligible, no answer for another reason")
    NOT_ELIGIBLE = "not_eligible", _("not eligible (closed, moved away)")
    UNKNOWN = "unknown", _("eligibility unknown")


class InvitationChannel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    SMS = "sms", _("text message (SMS)")
    ZALO = "zalo", _("Zalo")
    HAND = "hand", _("handed over")


class ReminderWay(models.TextChoices):
    SAME = "same", _("the channel of the invitation")
    OTHER = "other", _("another channel than the invitation")
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message (SMS)")
    ZALO = "zalo", _("Zalo")


ELECTRONIC = (InvitationChannel.EMAIL, InvitationChannel.SMS, InvitationChannel.ZALO)
HAS_ADDRESS = {
    InvitationChannel.EMAIL: ~Q(enterprise__email=""),
    InvitationChannel.SMS: Q(enterprise__phone__regex=MOBILE),
    InvitationChannel.ZALO: Q(enterprise__phone__regex=MOBILE),
    InvitationChannel.LETTER: Q(pk__isnull=False),
}


class SampledEnterpriseQuerySet(models.QuerySet["SampledEnterprise"]):
    def main(self) -> Self:
        return self.filter(is_reserve=False)

    def reserve(self) -> Self:
        return self.filter(is_reserve=True)

    def pending(self) -> Self:
        return self.filter(disposition=Disposition.PENDING)

    def uninvited(self) -> Self:
        return self.filter(invitation__isnull=True)

    def with_reach(self, *, first: Sequence[str]) -> Self:
        """Add ``reach``: the enterprise's own channel if it has an address for it, else the first.

        Empty if none of the channels reaches it.
        """
        own = [
            When(Q(channel=channel) & address, then=Value(channel.value))  # cheap first
            for channel, address in HAS_ADDRESS.items()
        ]
        listed = [When(HAS_ADDRESS[InvitationChannel(c)], then=Value(c)) for c in first]
        return self.annotate(reach=Case(*own, *listed, default=Value("")))

    def with_reach_again(self, *, way: str, among: Sequence[str]) -> Self:
        """Add ``reach`` for a reminder: the ``way`` of the rung, and what did not come back.

        ``same`` is the channel of the invitation and ``other`` any of the others; where that is
        not possible, whichever of the channels ``among`` reaches the enterprise.
        """
        usable = {
            c: HAS_ADDRESS[InvitationChannel(c)] & ~Q(pk__in=self._returned(c).values("pk"))
            for c in among
        }
        chosen = {
            ReminderWay.SAME: [
                When(ok & Q(invitation__channel=c), then=Value(c)) for c, ok in usable.items()
            ],
            ReminderWay.OTHER: [
                When(ok & ~Q(invitation__channel=c), then=Value(c)) for c, ok in usable.items()
            ],
        }.get(ReminderWay(way), [When(usable[way], then=Value(way))] if way in usable else [])
        rest = [When(ok, then=Value(c)) for c, ok in usable.items()]
        return self.annotate(reach=Case(*chosen, *rest, default=Value("")))

    def _returned(self, channel: str) -> Self:
        """Those whose message by this channel came back."""
        everyone: Self = self.model.objects.all()  # type: ignore[assignment]
        return everyone.filter(contacts__channel=channel, contacts__result="bounced")


class SampledEnterprise(models.Model):
    """An enterprise drawn for a wave, with the probability with which it was drawn."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="sampled", verbose_name=_("wave"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="sampled_in", verbose_name=_("enterprise")
    )
    stratum = models.ForeignKey(
        Stratum, models.PROTECT, related_name="sampled", verbose_name=_("stratum")
    )
    inclusion_probability = models.FloatField(_("inclusion probability"))
    design_weight = models.FloatField(_("design weight"))
    is_reserve = models.BooleanField(_("on the reserve list"), default=False)
    position = models.PositiveIntegerField(_("order drawn within the stratum"), default=0)
    disposition = models.CharField(
        _("outcome"),
        max_length=12,
        choices=Disposition,
        default=Disposition.PENDING,
    )

    channel = models.CharField(
        _("reached by"), max_length=6, choices=InvitationChannel, blank=True, default=""
    )

    replaces = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
    )

    objects = SampledEnterpriseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wave", "is_reserve"], name="sampled_by_wave")]
        verbose_name = _("enterprise of the sample")
        verbose_name_plural = _("enterprises of the sample")
        ordering = ["wave", "stratum", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "enterprise"], name="enterprise_drawn_once_a_wave"
            ),
            models.CheckConstraint(
                condition=Q(inclusion_probability__gt=0, inclusion_probability__lte=1),
                name="inclusion_probability_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(design_weight__gte=1), name="design_weight_at_least_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.enterprise_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)


class Invitation(models.Model):
    """An enterprise of the sample may answer; how it is reached, and whether it has.

    ``burnt_at`` is set in confidential waves only: in a blind wave a burnt token stands in a table
    that nothing joins to this one (see ``BurntToken``).
    """

    sampled = models.OneToOneField(
        SampledEnterprise,
        models.CASCADE,
        related_name="invitation",
        verbose_name=_("enterprise of the sample"),
    )
    channel = models.CharField(
        _("channel"), max_length=6, choices=InvitationChannel, default=InvitationChannel.EMAIL
    )
    created_at = models.DateTimeField(_("written at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    burnt_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.sampled_id}"


class Mode(models.TextChoices):
    """How answers reach us."""

    WEB = "web", _("web")
    PAPER = "paper", _("paper")
    PHONE = "phone", _("telephone")
    IMPORT = "import", _("import")


class AccessKeyQuerySet(models.QuerySet["AccessKey"]):
    def of_code(self, code: str) -> Self:
        return self.filter(code_digest=tokens.code_digest(code))


class AccessKey(models.Model):
    """A personal link with its short code; only digests are stored.

    A confidential invitation may have several (a new one for each reminder), all leading to the
    same answers. A blind one has a single key for ever: its token is what is burnt.
    """

    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="keys", verbose_name=_("invitation")
    )
    is_blind = models.BooleanField(_("of a blind wave"))
    token_digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    code_digest = models.CharField(_("digest of the short code"), max_length=64, unique=True)
    sealed_token = models.CharField(_("token sealed with the short code"), max_length=64)
    mode = models.CharField(_("mode"), max_length=6, choices=Mode, default=Mode.WEB)

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(is_blind=True), name="one_key_when_blind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}"

    @property
    def sampled(self) -> SampledEnterprise:
        return self.invitation.sampled

    @property
    def wave(self) -> Wave:
        return self.invitation.sampled.wave

    def draft_key(self, token: str) -> str:
        """Name the draft: by the enterprise, or when blind by what only the token can tell."""
        if self.is_blind:
            return tokens.derive_digest("draft", token)
        return f"sampled {self.invitation.sampled_id}"
