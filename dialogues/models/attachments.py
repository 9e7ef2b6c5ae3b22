"""Files people send along. They are never served by address: a view checks who asks."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from dialogues.models.answers import Answer, AnswerStatus
from dialogues.models.incoming import IncomingMail
from dialogues.models.issues import Issue
from dialogues.models.kinds import Visibility
from dialogues.models.sessions import Session
from dialogues.workflow.transitions import OPEN, State


class AttachmentKind(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"


REMOVED = {
    "document": _("author, title and history of the document"),
    "files": _("files packed into it"),
    "scripts": _("scripts"),
    "forms": _("form fields (what was filled in stays visible)"),
    "signatures": _("data of electronic signatures (their stamp stays visible)"),
    "notes": _("notes and comments"),
    "layers": _("layers (all of them are visible now)"),
    "thumbnails": _("small pictures of the pages"),
    "pictures": _("what cameras and scanners wrote into pictures"),
    "private": _("private data of the program that made it"),
}
CONTENT_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


def draw_code() -> str:
    """Draw a name for an address that tells nothing of what was handed in before or after."""
    return get_random_string(12, "abcdefghijkmnpqrstuvwxyz23456789")


def _belongs_to_one(*owners: str) -> Q:
    """Exactly one of these columns is filled."""
    found = Q()
    for owner in owners:
        found |= Q(**{f"{each}__isnull": each != owner for each in owners})
    return found


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> Self:
        """Those somebody must look through before anybody else may read them."""
        hidden = Q(
            issue__visibility=Visibility.ASSOCIATION, issue__state__in=[*OPEN, State.ANSWERED]
        )
        unnamed = Q(
            answer__issue__visibility=Visibility.WITHOUT_NAME,
            answer__issue__published_at__isnull=False,
            answer__status=AnswerStatus.PUBLISHED,
            answer__is_contribution=False,
        )
        return self.current().filter(hidden | unnamed, released_at__isnull=True)


class Attachment(models.Model):
    """A file whose type was read from its content and whose metadata was taken out.

    It is never changed: a better one takes its place, and the old one stays for the Association.
    """

    issue = models.ForeignKey(
        Issue, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    mail = models.ForeignKey(
        IncomingMail, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    code = models.CharField(_("code in its address"), max_length=12, unique=True, default=draw_code)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=4, choices=AttachmentKind)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    file = models.FileField(_("file"), upload_to="dialogues/%Y/%m/")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("time"))
    pages = models.PositiveIntegerField(_("pages"), default=0)
    unread = models.PositiveIntegerField(_("pages without words"), default=0)
    found = models.JSONField(_("words that name the raiser"), default=list, blank=True)
    removed = models.JSONField(_("what was taken out"), default=list, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_belongs_to_one("issue", "answer", "session", "mail"),
                name="attachment_belongs_to_one",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                name="withdrawn_attachment_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> Issue | None:
        """The issue it belongs to, by itself or through an answer."""
        return self.issue or (self.answer.issue if self.answer else None)

    @property
    def needs_release(self) -> bool:
        """Whether it stays closed to those who may not know the raiser until somebody looked."""
        if self.issue:
            return self.issue.visibility == Visibility.ASSOCIATION
        answer = self.answer
        return answer is not None and answer.issue.visibility == Visibility.WITHOUT_NAME

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and (self.released_at is not None or not self.needs_release)

    @property
    def taken_out(self) -> list[str]:
        """What its maker may not know was in it, and is not any more, in words."""
        return [str(REMOVED[sign]) for sign in self.removed if sign in REMOVED]

    @property
    def was_searched(self) -> bool:
        return self.pages > 0

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.kind]

    @property
    def neutral_name(self) -> str:
        """A file name that says nothing about who sent it."""
        ending = "jpg" if self.kind == AttachmentKind.JPEG else self.kind
        return f"tai-lieu-{self.code}.{ending}"
