"""What is answered: drafts while answering, responses once sent, tokens burnt."""

import secrets
import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys import tokens
from surveys.models.questionnaires import QuestionnaireVersion
from surveys.models.samples import Mode, SampledEnterprise, Stratum
from surveys.models.waves import Wave
from surveys.prepared_statements import PreparedQuery, delete, insert, load_row, update


def random_key() -> int:
    """Return a key that tells nothing of the order in which rows were written.

    SQLite stores a table in the order of this key; it stays within what JavaScript counts exactly.
    """
    return secrets.randbelow(2**53 - 1) + 1


class ReviewState(models.TextChoices):
    UNSEEN = "unseen", _("not reviewed")
    KEPT = "kept", _("kept")
    SET_ASIDE = "set_aside", _("set aside")


class DraftQuerySet(models.QuerySet["Draft"]):
    def held_by(self, key: str) -> "Draft | None":
        for row in DRAFT.rows(key):
            return load_row(Draft, DRAFT_FIELDS, row)
        return None


class Draft(models.Model):
    """Answers that have not been sent yet; gone once they are.

    In a blind wave ``key`` is derived from the token, which is not stored: without the personal
    link nobody can tell whose draft this is.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    key = models.CharField(_("key"), max_length=64)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="drafts", verbose_name=_("wave"))
    is_blind = models.BooleanField(_("of a blind wave"))
    sampled = models.OneToOneField(
        SampledEnterprise,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="draft",
        verbose_name=_("enterprise of the sample"),
    )
    answers = models.JSONField(_("answers"), default=dict)
    typed = models.JSONField(_("typed, but not accepted yet"), default=dict)
    section = models.CharField(_("section reached"), max_length=64, blank=True)
    revisions = models.JSONField(_("which page last changed each answer"), default=dict)
    disputed = models.JSONField(_("answered otherwise on another device"), default=dict)
    seconds = models.JSONField(_("seconds spent on each section"), default=dict)
    language = models.CharField(_("language"), max_length=12)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsent answers")
        verbose_name_plural = _("unsent answers")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="draft_key_is_unique"),
            models.CheckConstraint(
                condition=Q(is_blind=True, sampled__isnull=True)
                | Q(is_blind=False, sampled__isnull=False),
                name="draft_is_linked_unless_blind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.section}"

    def begin(self, burnt: str) -> bool:
        """Store a new draft, unless there is one already or the link has been used up.

        ``burnt`` is the digest under which a blind token would be burnt.
        """
        begun = INSERT_BLIND if self.is_blind else INSERT_LINKED
        return begun.run(*values(self), burnt if self.is_blind else self.sampled_id) == 1

    def replace(self, read_at: datetime) -> bool:
        """Store the draft, unless somebody has changed it since it was read."""
        changed = [getattr(self, name) for name in DRAFT_CHANGES]
        return REPLACE_DRAFT.run(*changed, self.pk, read_at) == 1


def values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


DRAFT_FIELDS = tuple(field.attname for field in Draft._meta.concrete_fields)
DRAFT_CHANGES = (
    "answers",
    "typed",
    "section",
    "revisions",
    "disputed",
    "seconds",
    "language",
    "saved_at",
)
DRAFT = PreparedQuery(lambda key: Draft.objects.filter(key=key).values_list(*DRAFT_FIELDS))
REPLACE_DRAFT = update(Draft, DRAFT_CHANGES, where=["id", "saved_at"])
TAKE_DRAFT = delete(Draft, where=["id", "saved_at"])  # unless it was changed since it was read


class ResponseQuerySet(models.QuerySet["Response"]):
    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def reviewed_as_good(self) -> Self:
        """Leave out what a reviewer set aside."""
        return self.exclude(review=ReviewState.SET_ASIDE)

    def set_aside(self) -> Self:
        return self.filter(review=ReviewState.SET_ASIDE)

    def undecided(self) -> Self:
        """Sent, flagged, and looked at by nobody yet."""
        waiting = self.submitted().filter(review=ReviewState.UNSEEN)
        return waiting.filter(flags__isnull=False).distinct()


class Response(models.Model):
    """A response that was sent. In a blind wave it holds nothing that leads to the enterprise.

    Blind rows have a random key, the day but not the hour, seconds in steps, no receipt and no
    key that could be made again from a token.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses", verbose_name=_("wave"))
    version = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        related_name="responses",
        verbose_name=_("version of the questionnaire"),
    )
    is_blind = models.BooleanField(_("of a blind wave"))
    sampled = models.OneToOneField(
        SampledEnterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="response",
        verbose_name=_("enterprise of the sample"),
    )
    stratum = models.ForeignKey(
        Stratum,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("stratum"),
    )
    answers = models.JSONField(_("answers"), default=dict)
    mode = models.CharField(_("mode"), max_length=6, choices=Mode, default=Mode.WEB)
    language = models.CharField(_("language"), max_length=12)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    seconds = models.JSONField(_("seconds spent on each section"), default=dict, blank=True)
    idempotency_key = models.CharField(_("key of the sending"), max_length=64, default=uuid.uuid4)
    receipt_code = models.CharField(  # noqa: DJ001 -- many have none, and each is unique
        _("receipt code"), max_length=12, null=True, blank=True
    )
    review = models.CharField(
        _("review"), max_length=9, choices=ReviewState, default=ReviewState.UNSEEN
    )
    review_reason = models.CharField(_("reason of the review"), max_length=500, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
        db_index=False,  # see below: most have none
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["wave_id", "pk"]
        # Whoever sends answers writes into each index, so there are only those that are read.
        # Counts of a wave are read from the index alone.
        indexes = [
            models.Index(fields=["wave", "submitted_at"], name="response_by_wave_and_time"),
            models.Index(  # counts who answered in each stratum by itself
                fields=["wave", "stratum", "submitted_at"], name="response_by_stratum"
            ),
            models.Index(
                fields=["reviewed_by"],
                condition=Q(reviewed_by__isnull=False),
                name="response_by_reviewer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["idempotency_key"], name="response_is_sent_once"),
            models.UniqueConstraint(fields=["receipt_code"], name="receipt_code_is_unique"),
            models.CheckConstraint(
                condition=Q(is_blind=False)
                | Q(sampled__isnull=True, receipt_code__isnull=True, started_at__isnull=True),
                name="blind_response_has_no_link",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True)
                | Q(submitted_at__isnull=True)
                | Q(submitted_at__gte=F("started_at")),
                name="response_sent_after_it_was_started",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.pk}"

    def answer(self, name: str) -> Any:
        return self.answers.get(name)


class BurntTokenQuerySet(models.QuerySet["BurntToken"]):
    def of_token(self, token: str) -> Self:
        return self.filter(digest=tokens.derive_digest("burnt", token))


class BurntToken(models.Model):
    """A token of a blind wave that was used. Without the token nobody can tell whose it was."""

    id = models.BigAutoField(primary_key=True, default=random_key)
    wave = models.ForeignKey(
        Wave, models.PROTECT, related_name="burnt_tokens", verbose_name=_("wave")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    receipt_code = models.CharField(_("receipt code"), max_length=12, unique=True)

    objects = BurntTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("burnt token")
        verbose_name_plural = _("burnt tokens")

    def __str__(self) -> str:
        return f"{self.wave_id}"


INSERT_LINKED = insert(Draft, unless=Response._meta.get_field("sampled"))
INSERT_BLIND = insert(Draft, unless=BurntToken._meta.get_field("digest"))
INSERT_RESPONSE = insert(Response)
BURN = insert(BurntToken)
