"""The documents deadlines rest on, with how many deadlines rest on each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dialogues.models import DeadlineGround, LegalProvision


@dataclass(frozen=True, slots=True)
class Listed:
    ground: DeadlineGround
    deadlines: int
    state: str


def state_of(ground: DeadlineGround, today: date) -> str:
    """``usable``, ``unread`` (nobody looked it up), ``coming`` or ``over``."""
    if ground.valid_until and ground.valid_until < today:
        return "over"
    if ground.checked_on is None:
        return "unread"
    if ground.valid_from and ground.valid_from > today:
        return "coming"
    return "usable"


def list_grounds(today: date) -> list[Listed]:
    """What is in force first, then what waits to be looked up, then what is over."""
    rows = DeadlineGround.objects.select_related("checked_by").annotate(count=Count("clocks"))
    found = [Listed(row, row.count, state_of(row, today)) for row in rows]
    order = ["usable", "unread", "coming", "over"]
    return sorted(found, key=lambda each: order.index(each.state))


def list_provisions(way: str, today: date) -> list[LegalProvision]:
    """What the law says on this way, as far as somebody has looked it up and it is in force."""
    return list(LegalProvision.objects.usable(today).filter(way=way))
