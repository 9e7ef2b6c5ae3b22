"""People, their roles and what they stand for."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.access import Role
from core.clock import timezone
from directory.models import Agency, Enterprise

DESK = frozenset({Role.STAFF, Role.OFFICER, Role.PLANNER, Role.ADMINISTRATOR})


class UserQuerySet(models.QuerySet["User"]):
    def waiting_for_approval(self) -> Self:
        return self.filter(role=Role.ENTERPRISE, approved_at__isnull=True, is_active=True)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the first administrator; whoever sits at the console needs no mail to prove it."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415 -- apps must be ready

        fields |= {"role": Role.ADMINISTRATOR, "is_superuser": True}
        user = self.create_user(email, password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Enterprises need no account to answer: their link is enough."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=13, choices=Role, default=Role.ENTERPRISE)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("enterprise"),
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name=_("agency"),
    )
    claimed_tax_code = models.CharField(_("tax code given at sign-up"), max_length=14, blank=True)
    claimed_enterprise = models.CharField(
        _("enterprise named at sign-up"), max_length=200, blank=True
    )
    is_head = models.BooleanField(_("approves the agency's answers"), default=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(role=Role.OFFICER),
                name="only_officers_stand_for_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True) | Q(role=Role.ENTERPRISE),
                name="only_enterprises_stand_for_one",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions are good for one password and one role: changing either ends them."""
        words = f"{self.role} {self.password}"
        return salted_hmac("accounts.session", words, secret=secret, algorithm="sha256").hexdigest()

    @property
    def works_at_a_desk(self) -> bool:
        return self.role in DESK

    @property
    def may_enter(self) -> bool:
        """Enterprises that signed up wait until staff know who they are."""
        return self.role != Role.ENTERPRISE or self.approved_at is not None

    def is_known_to(self, enterprise: Enterprise) -> bool:
        """Whether the register's own contact has proved that this person speaks for it."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415 -- apps must be ready

        proved = EmailAddress.objects.filter(user=self, verified=True)
        own = proved.values_list("email", flat=True)
        if enterprise.email and enterprise.email.casefold() in {each.casefold() for each in own}:
            return True
        return self.claims.filter(enterprise=enterprise, verified_at__isnull=False).exists()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin pages let this person in."""
        return self.role == Role.ADMINISTRATOR and self.is_active


class ClaimWay(models.TextChoices):
    EMAIL = "email", _("by e-mail to the address in the register")
    PHONE = "phone", _("by telephone at the number in the register")
    LETTER = "letter", _("by letter to the address in the register")


def digest_of_code(user_pk: int, code: str) -> str:
    return salted_hmac("accounts.claim", f"{user_pk}:{code}", algorithm="sha256").hexdigest()


class EnterpriseClaim(models.Model):
    """Somebody says to speak for an enterprise; a code sent to its known contact proves it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims", verbose_name=_("user")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="claims", verbose_name=_("enterprise")
    )
    way = models.CharField(_("way of the code"), max_length=6, choices=ClaimWay)
    digest = models.CharField(_("digest of the code"), max_length=64)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)

    MOST_TRIES = 5
    LASTS = timedelta(days=30)

    class Meta:
        verbose_name = _("claim to an enterprise")
        verbose_name_plural = _("claims to enterprises")
        constraints = [
            models.UniqueConstraint(fields=["user", "enterprise"], name="one_claim_each")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"

    def takes_tries(self, now: datetime) -> bool:
        return self.tries < self.MOST_TRIES and now <= self.sent_at + self.LASTS


class DataRequestKind(models.TextChoices):
    CORRECTION = "correction", _("correct what is stored")
    DELETION = "deletion", _("delete what is stored")
    OBJECTION = "objection", _("stop writing to me")


class DataRequest(models.Model):
    """What somebody asks for concerning their own data, and what became of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="data_requests",
        verbose_name=_("user"),
    )
    kind = models.CharField(_("kind of request"), max_length=10, choices=DataRequestKind)
    wish = models.TextField(_("what should be done"), max_length=2000)
    made_at = models.DateTimeField(_("made at"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["answered_at", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="an_answered_data_request_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.user}"
