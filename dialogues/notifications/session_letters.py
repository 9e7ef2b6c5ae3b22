"""Letters about sessions: invitations, registration, feedback, minutes."""

from datetime import datetime
from typing import Any

from core.access import Role
from core.messaging.kinds import LetterKind
from core.models import Channel
from dialogues import letter_kinds as kinds
from dialogues.models import Minutes, Participant, Session
from dialogues.notifications import links
from dialogues.notifications.letters import Addressee, people_with, write
from vietnam import phone_numbers


def invite(*, participant: Participant, now: datetime, batch: str) -> bool:
    """Write an invitation with its personal link. It waits until a person releases the batch."""
    return _write_invitation(
        kinds.SESSION_INVITATION, participant, key="invitation", batch=batch, now=now
    )


def send_link(*, participant: Participant, now: datetime) -> bool:
    """Write the personal link once more, once an hour at most."""
    key = f"invitation:{now:%Y%m%d%H}"
    return _write_invitation(kinds.SESSION_LINK, participant, key=key, now=now)


def _write_invitation(
    kind: LetterKind, participant: Participant, *, key: str, now: datetime, batch: str = ""
) -> bool:
    return _write_to_guest(
        kind,
        participant,
        key=f"participant:{participant.pk}:{key}",
        context={
            "who": participant.enterprise or participant.agency,
            "criteria": list(participant.session.criteria.all()),
            "link": links.absolute(links.participant_path(participant)),
        },
        now=now,
        batch=batch,
    )


def _write_to_guest(
    kind: LetterKind, participant: Participant, *, context: dict[str, Any], **letter: Any
) -> bool:
    """Write to a guest in the language of the enterprise; without an e-mail, by text message."""
    language = participant.enterprise.language if participant.enterprise else "vi"
    known = {"participant": participant, "session": participant.session}
    number = phone_numbers.normalise(participant.phone)
    by_phone = not participant.email and bool(number) and Channel.SMS in kind.channels
    address, channel = (number, Channel.SMS) if by_phone else (participant.email, Channel.EMAIL)
    return write(
        kind,
        to=Addressee(f"p{participant.pk}", address or "", language, channel),
        context=known | context,
        **{"about": participant, **letter},
    )


def send_sign_up(*, participant: Participant, now: datetime) -> bool:
    """Write to somebody who registered alone, once an hour at most, to come back and confirm."""
    return _write_to_guest(
        kinds.SIGN_UP,
        participant,
        key=f"participant:{participant.pk}:sign_up:{now:%Y%m%d%H}",
        context={"link": links.absolute(links.participant_path(participant))},
        now=now,
    )


def notify_participant(*, participant: Participant, step: str, now: datetime) -> bool:
    """Confirm a registration, a place on the waiting list, or a place that became free."""
    return _write_to_guest(
        kinds.GUEST_STEPS[step],
        participant,
        key=f"participant:{participant.pk}:{step}:{now:%Y%m%d%H%M%S}",
        context={"link": links.absolute(links.participant_path(participant))},
        now=now,
    )


def remind_guest(*, participant: Participant, now: datetime) -> bool:
    """Remind somebody who registered that the session is near, once for each day it was set to."""
    day = participant.session.starts_at
    return _write_to_guest(
        kinds.SESSION_SOON,
        participant,
        key=f"participant:{participant.pk}:soon:{day:%Y%m%d}",
        context={"link": links.absolute(links.participant_path(participant))},
        now=now,
    )


def feedback_batch(session: Session) -> str:
    """Letters that ask what a session was like wait as one batch."""
    return f"session:{session.year}-{session.slot}:feedback"


def ask_feedback(*, participant: Participant, now: datetime) -> bool:
    """Ask somebody who came what the session was like. The letters wait for their release."""
    return _write_to_guest(
        kinds.FEEDBACK,
        participant,
        key=f"participant:{participant.pk}:feedback",
        context={"link": links.absolute(links.feedback_path(participant))},
        now=now,
        batch=feedback_batch(participant.session),
    )


def chase_minutes(*, minutes: Minutes, days: int, now: datetime) -> None:
    """Remind the Association of minutes that should have been signed."""
    for addressee in people_with(Role.STAFF):
        write(
            kinds.MINUTES_LATE,
            key=f"minutes:{minutes.pk}:late:{days}:{addressee.key}",
            to=addressee,
            about=minutes,
            context={
                "minutes": minutes,
                "session": minutes.session,
                "days": days,
                "link": links.absolute(minutes.session.get_absolute_url() + "minutes/"),
            },
            now=now,
        )


def open_comments(*, participant: Participant, now: datetime) -> bool:
    """Tell somebody who was there that the minutes are open to comments."""
    minutes = participant.session.minutes
    return _write_to_guest(
        kinds.MINUTES_COMMENT,
        participant,
        key=f"minutes:{minutes.pk}:comment:p{participant.pk}",
        about=minutes,
        context={
            "minutes": minutes,
            "link": links.absolute(links.guest_minutes_path(participant)),
        },
        now=now,
    )
