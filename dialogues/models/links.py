"""Personal links to follow an issue: only their digests are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models.issues import Issue

LIFE = timedelta(days=365)
LIFE_AFTER_END = timedelta(days=60)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class FollowLinkQuerySet(models.QuerySet["FollowLink"]):
    def of_token(self, token: str) -> "FollowLink | None":
        return self.select_related("issue").filter(digest=digest_of(token)).first()

    def alive(self, now: datetime) -> Self:
        """Those that still open the issue."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now).exclude(
            issue__finished_at__lte=now - LIFE_AFTER_END
        )


class FollowLink(models.Model):
    """One link of one letter. It ends by itself, or when somebody ends it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="follow_links")
    digest = models.CharField(_("digest of the link"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = FollowLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to follow an issue")
        verbose_name_plural = _("links to follow an issue")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} · {self.made_at:%d/%m/%Y}"

    @classmethod
    def make(cls, issue: Issue, *, now: datetime) -> str:
        """Make a link and give its secret, which is stored nowhere."""
        token = secrets.token_urlsafe(18)
        cls.objects.create(issue=issue, digest=digest_of(token), made_at=now, expires_at=now + LIFE)
        return token

    @property
    def ends_on(self) -> datetime:
        """When it ends by itself, as far as that is known today."""
        finished = self.issue.finished_at
        return min(self.expires_at, finished + LIFE_AFTER_END) if finished else self.expires_at

    def is_alive(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.ends_on
