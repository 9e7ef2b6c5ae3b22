"""Personal links: an address that is itself the proof of who asks."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from dialogues.models import Issue, Participant

FOLLOWING = signing.Signer(salt="dialogues.follow", sep="~")


def follow_path(issue: Issue) -> str:
    """The raiser's own page of an issue: read the answer, give a verdict, without an account."""
    return reverse("dialogues:follow", args=[FOLLOWING.sign(issue.number)])


def number_of(token: str) -> str | None:
    try:
        return FOLLOWING.unsign(token)
    except signing.BadSignature:
        return None


def participant_path(participant: Participant) -> str:
    return reverse("dialogues:participant", args=[participant.key])


def check_in_path(participant: Participant) -> str:
    return reverse("dialogues:check_in", args=[participant.key])


def absolute(path: str) -> str:
    return settings.BASE_URL + path
