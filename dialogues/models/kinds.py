"""What kinds of issues there are, who may know the raiser, and how an issue came."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueKind(models.TextChoices):
    QUESTION = "question", _("question")
    DIFFICULTY = "difficulty", _("difficulty")
    PROPOSAL = "proposal", _("proposal")
    COMPLAINT = "complaint", _("complaint (law on complaints)")
    DENUNCIATION = "denunciation", _("denunciation (law on denunciations)")


LEGAL_KINDS = frozenset({IssueKind.COMPLAINT, IssueKind.DENUNCIATION})


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public, with our name")
    WITHOUT_NAME = "without_name", _("public, without our name")
    ASSOCIATION = "association", _("only the Association knows who we are")


class Origin(models.TextChoices):
    ONLINE = "online", _("sent online")
    ADVANCE = "advance", _("sent before a session")
    LIVE = "live", _("raised at a session")
    STAFF = "staff", _("filed by the Association")
    SPLIT = "split", _("split from another issue")
