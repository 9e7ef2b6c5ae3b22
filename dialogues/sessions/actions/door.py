"""The door: who has come, and the mistake that is taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from dialogues.errors import NotTheTime
from dialogues.models import Minutes, MinutesStatus, Participant, SessionStatus


def check_in(*, participant: Participant, by: User, now: datetime, from_list: bool = False) -> bool:
    """Note that somebody has come; a second scan changes nothing.

    The door closes with the session. Until its minutes are signed, staff enter who signed the
    paper list (``from_list``).
    """
    if participant.checked_in_at:
        return False
    session = participant.session
    if session.status == SessionStatus.CANCELLED or Minutes.objects.filter(
        session=session, status=MinutesStatus.SIGNED
    ):
        raise NotTheTime(_("Nobody is checked in any more at this session."))
    if session.status == SessionStatus.HELD and not from_list:
        raise NotTheTime(_("The session is over; enter who came on the page of its attendance."))
    participant.checked_in_at, participant.checked_in_by = now, by
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
    return True


def undo_check_in(*, participant: Participant) -> None:
    participant.checked_in_at = participant.checked_in_by = None
    participant.save(update_fields=["checked_in_at", "checked_in_by"])
