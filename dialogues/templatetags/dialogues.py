"""Words and signs of the dialogues."""

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock.timezone import localdate
from core.templatetags.formats import percent
from dialogues.models import Issue
from dialogues.privacy import disclosure
from dialogues.statistics.shares import Share
from dialogues.workflow import deadlines, transitions

register = template.Library()

KINDS = {
    transitions.State.RECEIVED: "signal",
    transitions.State.ACCEPTED: "signal",
    transitions.State.ASSIGNED: "accent",
    transitions.State.COMMITTED: "accent",
    transitions.State.REOPENED: "signal",
    transitions.State.ANSWERED: "good",
    transitions.State.CONFIRMED: "good",
}
EFFECTS = {"solved": "good", "committed": "accent", "refused": "bad"}


@register.filter
def state_kind(state: str) -> str:
    return KINDS.get(state, "")  # type: ignore[call-overload, no-any-return]


@register.filter
def effect_kind(effect: str) -> str:
    return EFFECTS.get(effect, "")


@register.filter
def due_kind(day: date | None) -> str:
    """How urgent a day is that lies ahead or behind."""
    if day is None:
        return ""
    left = (day - localdate()).days
    return "bad" if left < 0 else "signal" if deadlines.is_near(left) else ""


@register.filter
def days_waiting(issue: Issue) -> int | None:
    """For how many days an issue has waited for its end; ``None`` once it has one."""
    return (localdate() - localdate(issue.received_at)).days if issue.is_open else None


@register.filter
def page_for(issue: Issue, user: Any) -> str:
    """The page of an issue that opens for this reader: visitors have the public one alone."""
    if user.is_authenticated:
        return issue.get_absolute_url()
    return reverse("dialogues:question", args=[issue.number])


@register.filter
def closed_because(reason: str) -> str:
    """Say a weekday in the reader's language; names of holidays stay as they are."""
    return _(reason) if reason in {"Saturday", "Sunday"} else reason


@register.filter
def share(value: float) -> str:
    """A share in percent; of few, the numbers themselves."""
    if isinstance(value, Share) and value.is_of_few:
        return f"{value.part}/{value.whole}"
    return percent(value)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def title_for_others(issue: Issue) -> str:
    """The title for readers who have nothing to do with the issue: no name that is not wanted."""
    return disclosure.title_for_others(issue)


@register.filter
def text_for_others(issue: Issue) -> str:
    return disclosure.text_for_others(issue)


@register.filter
def count_enterprises(attendance: dict[str, Any]) -> int:
    """How many enterprises were there, those that are not named here too."""
    return len(attendance["enterprises"]) + int(attendance.get("others", 0))


@register.filter
def iso_day(text: str) -> date | None:
    """Read a day as the records keep it."""
    return date.fromisoformat(text[:10]) if text else None


@register.filter
def iso_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@register.filter
def state_word(code: str) -> str:
    """Say the state of frozen minutes in words."""
    return str(transitions.State(code).label) if code in transitions.State else code
