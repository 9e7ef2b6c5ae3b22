"""Personal links: an address that is itself the proof of who asks."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from dialogues.models import FollowLink, Issue, Participant, Session


def follow_path(issue: Issue, *, now: datetime) -> str:
    """Make the raiser a way to the own page of an issue: read the answer, give a verdict.

    Each letter has a link of its own, because no link can be read from the database again.
    """
    return reverse("dialogues:follow", args=[FollowLink.make(issue, now=now)])


def opens(token: str, issue: Issue, *, now: datetime) -> bool:
    """Whether a link shows this issue today."""
    link = FollowLink.objects.of_token(token) if token else None
    return link is not None and link.issue_id == issue.pk and link.is_alive(now)


def participant_path(participant: Participant) -> str:
    return reverse("dialogues:participant", args=[participant.key])


def feedback_path(participant: Participant) -> str:
    return reverse("dialogues:give_feedback", args=[participant.key])


def guest_minutes_path(participant: Participant) -> str:
    return reverse("dialogues:guest_minutes", args=[participant.key])


def check_in_path(participant: Participant) -> str:
    return reverse("dialogues:check_in", args=[participant.door_key])


def hall_code(session: Session) -> str:
    """What the code on the wall adds to the address; it is computed, never stored."""
    mac = salted_hmac("dialogues.hall", str(session.pk), algorithm="sha256")
    return mac.hexdigest()[:20]


def hall_path(session: Session) -> str:
    return reverse("dialogues:hall", args=[session.year, session.slot, hall_code(session)])


def absolute(path: str) -> str:
    return settings.BASE_URL + path
