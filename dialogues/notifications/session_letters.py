"""Letters about sessions: invitations, registration, feedback, minutes.

Invitations and letters that ask for feedback wait until a person releases them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.access import Role
from dialogues.models import Minutes, Participant, Session
from dialogues.notifications import links
from dialogues.notifications.letters import Addressee, people_with, write


@dataclass(frozen=True, slots=True)
class _AboutSession:
    """A subject with the name of the session in the language of the letter."""

    what: str | Promise
    session: Session

    def __str__(self) -> str:
        return f"{self.what} – {self.session}"


def invite(
    *, participant: Participant, now: datetime, batch: str, again: str = "", release: bool = False
) -> bool:
    """Write an invitation with its personal link. It waits until a person releases the batch."""
    who = participant.enterprise or participant.agency
    language = participant.enterprise.language if participant.enterprise else "vi"
    return write(
        key=f"participant:{participant.pk}:invitation{again and ':'}{again}",
        to=Addressee(f"p{participant.pk}", participant.email, language),
        subject=_AboutSession(_("Invitation"), participant.session),
        template="emails/dialogues/invitation.txt",
        context={
            "participant": participant,
            "who": who,
            "session": participant.session,
            "criteria": list(participant.session.criteria.all()),
            "link": links.absolute(links.participant_path(participant)),
        },
        now=now,
        batch=batch,
        release=release,
    )


def notify_participant(*, participant: Participant, step: str, now: datetime) -> bool:
    """Confirm a registration, a place on the waiting list, or a place that became free."""
    subjects = {
        "registered": _("Your registration"),
        "waiting": _("You are on the waiting list"),
        "promoted": _("A place is free for you"),
        "cancelled": _("The session is cancelled"),
    }
    language = participant.enterprise.language if participant.enterprise else "vi"
    return write(
        key=f"participant:{participant.pk}:{step}:{now:%Y%m%d%H%M%S}",
        to=Addressee(f"p{participant.pk}", participant.email, language),
        subject=_AboutSession(subjects[step], participant.session),
        template="emails/dialogues/registration.txt",
        context={
            "participant": participant,
            "session": participant.session,
            "step": step,
            "link": links.absolute(links.participant_path(participant)),
        },
        now=now,
    )


def ask_feedback(*, participant: Participant, now: datetime, batch: str) -> bool:
    """Ask somebody who came what the session was like. The letters wait for their release."""
    session = participant.session
    language = participant.enterprise.language if participant.enterprise else "vi"
    return write(
        key=f"participant:{participant.pk}:feedback",
        to=Addressee(f"p{participant.pk}", participant.email, language),
        subject=_AboutSession(_("What was the session like?"), session),
        template="emails/dialogues/feedback.txt",
        context={
            "session": session,
            "link": links.absolute(links.feedback_path(participant)),
        },
        now=now,
        batch=batch,
        release=False,
    )


def chase_minutes(*, minutes: Minutes, days: int, now: datetime) -> None:
    """Remind the Association of minutes that should have been signed."""
    for addressee in people_with(Role.STAFF):
        write(
            key=f"minutes:{minutes.pk}:late:{days}:{addressee.key}",
            to=addressee,
            subject=_AboutSession(_("The minutes are late"), minutes.session),
            template="emails/dialogues/minutes_late.txt",
            context={
                "minutes": minutes,
                "days": days,
                "link": links.absolute(minutes.session.get_absolute_url() + "minutes/"),
            },
            now=now,
        )


def open_comments(*, minutes: Minutes, now: datetime) -> None:
    """Tell those who were there that they may comment on the minutes."""
    session = minutes.session
    for participant in session.participants.present().select_related("enterprise", "agency"):
        language = participant.enterprise.language if participant.enterprise else "vi"
        write(
            key=f"minutes:{minutes.pk}:comment:p{participant.pk}",
            to=Addressee(f"p{participant.pk}", participant.email, language),
            subject=_AboutSession(_("Your comments on the minutes"), session),
            template="emails/dialogues/minutes_comment.txt",
            context={
                "minutes": minutes,
                "session": session,
                "link": links.absolute(links.guest_minutes_path(participant)),
            },
            now=now,
        )
