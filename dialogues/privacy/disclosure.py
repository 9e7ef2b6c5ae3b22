"""What may be said in public about an issue whose raiser is not named.

Session, district and branch of business together may point at one enterprise. Of an issue that
belongs to a session, they are told as far as five of those who came share them; of any other, as
far as five of the register do (``dialogues.privacy.crowds``). Before a session has ended nobody
knows who came, so nothing is told; nor is it of one from a place of which nobody came, because
what is left out there would mean the few who sent something and stayed away.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext

from core.clock.timezone import localdate
from dialogues.models import (
    Issue,
    Origin,
    Participant,
    ParticipantStatus,
    Session,
    SessionStatus,
    Visibility,
)
from dialogues.privacy.crowds import SMALLEST_CROWD, Crowd, find_cell
from directory.models import District, Enterprise

SMALLEST_CELL = 3


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Where an issue comes from, as far as everybody may know."""

    session: Session | None = None
    district: District | None = None
    sector: str = ""

    @property
    def fields(self) -> dict[str, Session | District | str | None]:
        """The same as the columns of the issue that the public reads."""
        return {
            "public_session": self.session,
            "public_district": self.district,
            "public_sector": self.sector,
        }


def register() -> Crowd:
    """The enterprises of the register by district and branch."""
    counted = Enterprise.objects.active().order_by().values_list("district", "sector")
    return {(row[0], row[1]): row[2] for row in counted.annotate(n=Count("pk"))}


def attendees(session: Session) -> Crowd:
    """The enterprises that were checked in, by district and branch."""
    came = Participant.objects.present().filter(session=session, enterprise__isnull=False)
    counted = came.order_by().values_list("enterprise__district", "enterprise__sector")
    return {(row[0], row[1]): row[2] for row in counted.annotate(n=Count("enterprise"))}


def disclose_origin(issue: Issue) -> Disclosure:
    """Session, district and branch as far as they leave the raiser in a crowd."""
    if issue.visibility == Visibility.PUBLIC:
        return Disclosure(issue.session, issue.district, issue.sector)
    session = issue.session
    if session and session.status != SessionStatus.HELD:
        return Disclosure()
    crowd, place = attendees(session) if session else register(), (issue.district_id, issue.sector)
    cell = find_cell(crowd, place)
    if cell is None or (session and place not in crowd):
        return Disclosure()
    return Disclosure(session, issue.district if cell.district else None, cell.sector)


def disclose_again(issue: Issue) -> Disclosure:
    """The same for an issue people have read: of who is not named, never more than they read then.

    Register and attendance grow. What is told only now would mean one of those who were too few.
    """
    now = disclose_origin(issue)
    if issue.visibility == Visibility.PUBLIC:
        return now
    return Disclosure(
        now.session if now.session == issue.public_session else None,
        now.district if now.district == issue.public_district else None,
        now.sector if now.sector == issue.public_sector else "",
    )


def is_told_by_its_day(issue: Issue) -> bool:
    """Whether the day of receipt says that an issue was raised in the hall."""
    return issue.session is not None and localdate(issue.received_at) == localdate(
        issue.session.starts_at
    )


def sessions_with_a_crowd() -> set[int]:
    """The sessions to which at least five enterprises came."""
    came = Participant.objects.present().filter(enterprise__isnull=False).order_by()
    counted = came.values_list("session").annotate(n=Count("enterprise"))
    return set(counted.filter(n__gte=SMALLEST_CROWD).values_list("session", flat=True))


def points_at_few(issue: Issue) -> bool:
    """Whether fewer than five can have raised an issue, since it was said in the hall.

    The day of receipt tells that, and so does the place that is left out of what was said there and
    written down a day later.
    """
    in_the_hall = issue.origin == Origin.LIVE or is_told_by_its_day(issue)
    if issue.visibility == Visibility.PUBLIC or issue.session is None or not in_the_hall:
        return False
    return not has_a_crowd(issue.session)


def day_is_shown(issue: Issue, crowded: Callable[[], set[int]] = sessions_with_a_crowd) -> bool:
    """Whether who must not know the raiser may read on which day an issue was received.

    Of a hidden issue of no session nobody may: kept back of those of a small session alone, it
    would tell that they are of one. The same holds for the session itself.
    """
    if issue.visibility != Visibility.ASSOCIATION:
        return True
    return issue.session_id is not None and issue.session_id in crowded()


def has_a_crowd(session: Session) -> bool:
    return sum(attendees(session).values()) >= SMALLEST_CROWD


def told_to_guests(session: Session) -> Q:
    """Which published issues of a session those who registered for it may read as such.

    Until it is over, an issue without a name may come from any of those who registered.
    """
    told = Q(public_session=session) | Q(visibility=Visibility.PUBLIC)
    if session.status == SessionStatus.HELD:
        return told
    registered = session.participants.filter(
        status=ParticipantStatus.REGISTERED, enterprise__isnull=False
    )
    everything = Q(published_at__isnull=False)
    return everything if registered.count() >= SMALLEST_CROWD else told


def session_is_shown(issue: Issue) -> bool:
    """Whether who must not know the raiser may be told for which session an issue was raised.

    Who was there may stand in the minutes: where few were, any of them would be named.
    """
    if issue.visibility != Visibility.ASSOCIATION:
        return True
    return issue.session is not None and reveals_session_of_hidden(issue.session)


def reveals_session_of_hidden(session: Session) -> bool:
    """Whether enough came to a session, which is over, to say that an issue was raised for it."""
    return session.status == SessionStatus.HELD and has_a_crowd(session)


def title_for_others(issue: Issue) -> str:
    """The title for those who have nothing to do with an issue: as published, or not at all."""
    return issue.shown_title if issue.published_at else gettext("(wording not published yet)")


def text_for_others(issue: Issue) -> str:
    """The same for its text."""
    return issue.shown_text if issue.published_at else ""


def show_count(count: int) -> int | None:
    """A count of a public table; ``None`` for one so small that it might point at somebody."""
    return count if count == 0 or count >= SMALLEST_CELL else None
