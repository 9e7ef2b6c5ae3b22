"""The door: who has come, and the mistake that is taken back."""

from datetime import datetime

from accounts.models import User
from dialogues.models import Participant


def check_in(*, participant: Participant, by: User, now: datetime) -> bool:
    """Note that somebody has come; a second scan changes nothing."""
    if participant.checked_in_at:
        return False
    participant.checked_in_at, participant.checked_in_by = now, by
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
    return True


def undo_check_in(*, participant: Participant) -> None:
    participant.checked_in_at = participant.checked_in_by = None
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
