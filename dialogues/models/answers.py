"""What agencies answer, what they note among themselves, what enterprises say to it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.issues import Issue
from dialogues.workflow.transitions import Effect
from directory.models import Agency


class AnswerStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for the head’s approval")
    SCHEDULED = "scheduled", _("approved, to be sent later")
    PUBLISHED = "published", _("sent")
    DROPPED = "dropped", _("dropped")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(status=AnswerStatus.PUBLISHED)

    def in_work(self) -> Self:
        return self.exclude(status__in=[AnswerStatus.PUBLISHED, AnswerStatus.DROPPED])


class Answer(models.Model):
    """An answer, graded by what it does."""

    issue = models.ForeignKey(
        Issue, models.CASCADE, related_name="answers", verbose_name=_("issue")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="answers", verbose_name=_("agency")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    is_contribution = models.BooleanField(_("contribution to the lead agency"), default=False)
    effect = models.CharField(_("what the answer does"), max_length=9, choices=Effect)
    text = models.TextField(_("text"))
    legal_ground = models.CharField(_("legal ground"), max_length=300, blank=True)
    committed_until = models.DateField(_("committed until"), null=True, blank=True)
    commitment_owner = models.CharField(_("who is responsible"), max_length=200, blank=True)
    commitment_proof = models.CharField(_("how it will be proved"), max_length=300, blank=True)
    forwarded_to = models.CharField(_("forwarded to"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=AnswerStatus, default=AnswerStatus.DRAFT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))
    revision = models.PositiveIntegerField(_("times stored"), default=0)
    remark = models.CharField(_("remark of the head"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    publish_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    published_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    public_text = models.TextField(_("public text"), blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers of agencies")
        ordering = ["issue", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(effect=Effect.COMMITTED, is_contribution=False)
                | Q(status=AnswerStatus.DRAFT)
                | (
                    Q(committed_until__isnull=False)
                    & ~Q(commitment_owner="")
                    & ~Q(commitment_proof="")
                ),
                name="commitment_has_date_owner_and_proof",
            ),
            models.CheckConstraint(
                condition=~Q(effect=Effect.REFUSED, is_contribution=False)
                | Q(status=AnswerStatus.DRAFT)
                | ~Q(legal_ground=""),
                name="refusal_has_legal_ground",
            ),
            models.CheckConstraint(
                condition=~Q(status=AnswerStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="sent_answer_has_time",
            ),
        ]
        indexes = [
            models.Index(  # tells alone what the last answer of each agency did
                fields=["issue", "status", "agency", "id", "effect", "is_contribution"],
                name="answer_by_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.number} · {self.agency}"

    @property
    def shown_text(self) -> str:
        return self.public_text or self.text

    @property
    def said_in_public(self) -> str:
        """Everything of the answer that a visitor reads."""
        facts = (self.legal_ground, self.commitment_owner, self.commitment_proof, self.forwarded_to)
        return " ".join(filter(None, [self.shown_text, *facts]))


class AnswerTemplate(models.Model):
    """A text officers begin an answer with; of one agency, or of all."""

    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="answer_templates",
        verbose_name=_("agency"),
    )
    name = models.CharField(_("name"), max_length=100)
    effect = models.CharField(_("what the answer does"), max_length=9, choices=Effect)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """An internal note: of one agency, or of the Association when it names none."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="notes", verbose_name=_("issue"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["issue", "pk"]

    def __str__(self) -> str:
        return f"{self.issue.number} · {self.at:%d/%m/%Y}"


class Verdict(models.Model):
    """Two separate questions: does it answer what was asked, and is the matter solved?"""

    answer = models.OneToOneField(
        Answer, models.CASCADE, related_name="verdict", verbose_name=_("answer")
    )
    issue = models.ForeignKey(
        Issue, models.CASCADE, related_name="verdicts", verbose_name=_("issue")
    )
    is_answered = models.BooleanField(_("The answer answers our question"))
    is_solved = models.BooleanField(_("Our matter is solved"))
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["issue", "pk"]
        indexes = [
            models.Index(
                fields=["issue", "answer", "is_answered", "is_solved"], name="verdict_by_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.number} · {self.is_answered:d}{self.is_solved:d}"
