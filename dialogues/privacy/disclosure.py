"""What may be said in public about an issue whose raiser is not named.

A district and a branch of business together may point at one enterprise. They are shown only when
at least ``SMALLEST_CROWD`` enterprises of the register share them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from dialogues.models import Issue, Origin, Participant, Visibility
from dialogues.privacy import disclosure_check
from directory.models import District, Enterprise

SMALLEST_CROWD = 5
SMALLEST_CELL = 3


@dataclass(frozen=True, slots=True)
class Place:
    district: District | None
    sector: str


def public_place(issue: Issue) -> Place:
    """The district and the branch as far as they leave the raiser in a crowd."""
    if issue.visibility == Visibility.PUBLIC or issue.enterprise_id is None:
        return Place(issue.district, issue.sector)
    register = Enterprise.objects.active()
    in_district = register.filter(district=issue.district) if issue.district else register
    if in_district.count() < SMALLEST_CROWD:
        return Place(None, "")
    if not issue.sector:
        return Place(issue.district, "")
    crowd = in_district.filter(sector=issue.sector).count()
    return Place(issue.district, issue.sector if crowd >= SMALLEST_CROWD else "")


def session_is_shown(issue: Issue) -> bool:
    """Whether it may be told to who must not know the raiser that an issue was raised in the hall.

    Who was there stands in the minutes: where few enterprises were, any of them would be named.
    """
    if issue.visibility != Visibility.ASSOCIATION or issue.origin != Origin.LIVE:
        return True
    present = Participant.objects.present().filter(session=issue.session, enterprise__isnull=False)
    return present.count() >= SMALLEST_CROWD


def title_for_others(issue: Issue) -> str:
    """The title as those may read it who have nothing to do with an issue."""
    if issue.published_at or issue.visibility == Visibility.PUBLIC:
        return issue.shown_title
    return gettext("(wording not published yet)") if _names(issue) else issue.shown_title


def text_for_others(issue: Issue) -> str:
    """The same for its text."""
    if issue.published_at or issue.visibility == Visibility.PUBLIC:
        return issue.shown_text
    return "" if _names(issue) else issue.shown_text


def _names(issue: Issue) -> bool:
    return bool(disclosure_check.find_marks(issue, issue.shown_title, issue.shown_text))


def show_count(count: int) -> int | None:
    """A count of a public table; ``None`` for one so small that it might point at somebody."""
    return count if count == 0 or count >= SMALLEST_CELL else None
