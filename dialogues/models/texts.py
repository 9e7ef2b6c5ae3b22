"""The words issues are found by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models.issues import Issue


class Scope(models.TextChoices):
    PUBLIC = "public", _("what everybody may read")
    DESK = "desk", _("what the Association and the agencies read")


class IssueText(models.Model):
    """The words an issue is found by, as written and without diacritics.

    The full-text index of the database follows this table by itself (see the migrations).
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="+")
    scope = models.CharField(_("scope"), max_length=6, choices=Scope)
    exact = models.TextField(_("as written"))
    folded = models.TextField(_("without diacritics"))

    class Meta:
        verbose_name = _("text to search")
        verbose_name_plural = _("texts to search")
        constraints = [
            models.UniqueConstraint(fields=["issue", "scope"], name="one_text_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.scope}"
