"""The steps of an issue, as far as somebody may know them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from dialogues.models import Event, Issue, Visibility
from dialogues.privacy import disclosure, disclosure_check
from dialogues.privacy.disclosure_check import Marks
from dialogues.workflow import transitions

OUTWARD = frozenset({*transitions.STEPPING, "file", "publish", "absorb", "judge"})
SPOKEN = frozenset({"judge", "reopen"})  # steps whose reason the raiser writes for the agency


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history as this reader may see it."""

    at: Any  # nothing where the day would point at few
    what: str
    who: str
    note: str
    is_to_the_minute: bool = True


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """What somebody may know of the steps. Persons are named to the Association and at home."""

    is_inside: bool
    is_staff: bool
    agency: int | None
    knows_raiser: bool
    marks: Marks | None  # what must not be read, of a raiser who asked to be hidden
    knows_day: bool = True
    knows_origin: bool = True

    def line(self, event: Event) -> Line:
        """A step; who may not know the raiser reads the day: a minute tells who had the floor."""
        at = event.at if self.knows_day or event.state not in transitions.UNASSIGNED else None
        return Line(at, str(event.label), self._who(event), self._note(event), self.knows_raiser)

    def _who(self, event: Event) -> str:
        if event.act == "file" and not self.knows_origin:
            return ""  # the Association wrote it down where somebody spoke
        is_agency = event.agency_id is not None and event.side == "agency"
        side = str(event.agency) if is_agency else str(event.get_side_display())
        own_house = self.agency is not None and event.agency_id == self.agency
        names_person = event.actor and (self.is_staff or own_house)
        return f"{event.actor} ({side})" if names_person else side

    def _note(self, event: Event) -> str:
        is_spoken = self.is_inside and (event.side != "raiser" or event.act in SPOKEN)
        if not event.reason or not (is_spoken or self.is_staff):
            return ""
        if self.marks and event.agency_id is None and self.marks.in_text(event.reason):
            return ""  # written before the raiser asked to be hidden
        return event.reason


def history(issue: Issue, user: User | AnonymousUser, *, inside: bool) -> list[Line]:
    """The steps of an issue, the newest first; outsiders are told what went outward."""
    events: QuerySet[Event] = issue.events.select_related("actor", "agency").order_by("-position")
    if not inside:
        events = events.filter(act__in=OUTWARD)
    reader = _reader(issue, user, inside=inside)
    return [reader.line(event) for event in events]


def _reader(issue: Issue, user: User | AnonymousUser, *, inside: bool) -> HistoryReader:
    known = user if isinstance(user, User) else None
    is_staff = known is not None and known.has_perm("dialogues.see_names_in_history")
    is_raiser = known is not None and known.enterprise_id == issue.enterprise_id is not None
    is_hidden = issue.visibility == Visibility.ASSOCIATION and not (is_staff or is_raiser)
    return HistoryReader(
        is_inside=inside,
        is_staff=is_staff,
        agency=known.agency_id if known else None,
        knows_raiser=inside and not is_hidden,
        marks=disclosure_check.marks_of(issue) if is_hidden and inside else None,
        knows_day=not is_hidden or disclosure.day_is_shown(issue),
        knows_origin=not is_hidden or disclosure.session_is_shown(issue),
    )
