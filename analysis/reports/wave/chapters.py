"""The chapters of the report on the web: one address each, in the order of the paper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.numbers import WaveNumbers

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the report with its own page; ``is_told`` says whether a run has it."""

    slug: str
    title: Words
    parts: tuple[str, ...]
    is_told: Callable[[WaveNumbers], Any] = bool

    @property
    def templates(self) -> list[str]:
        return [f"reports/wave/_{part}.html" for part in self.parts]


CHAPTERS = (
    Chapter("criteria", _("The criteria"), ("criteria",)),
    Chapter("pictures", _("The criteria in pictures"), ("criteria_pictures",)),
    Chapter(
        "changes",
        _("Against our own earlier surveys"),
        ("changes",),
        lambda n: n.changes or n.held_back,
    ),
    Chapter("score", _("Sub-index and forecast"), ("score",)),
    Chapter("basket", _("Change of the set of criteria"), ("basket",)),
    Chapter("levers", _("Who leads what"), ("levers",)),
    Chapter(
        "voices", _("Needs and satisfaction"), ("voices",), lambda n: n.needs or n.satisfaction
    ),
    Chapter("comments", _("In their own words"), ("comments",), lambda n: n.comments),
    Chapter("gaps", _("Needed and hard to get"), ("gaps",), lambda n: n.gaps),
    Chapter("drivers", _("What goes with satisfaction"), ("drivers",), lambda n: n.drivers),
    Chapter("groups", _("Groups of enterprises"), ("groups",), lambda n: n.groups),
    Chapter("fieldwork", _("Response and quality"), ("fieldwork",)),
    Chapter("dialogues", _("Dialogues"), ("dialogues",), lambda n: n.dialogues),
    Chapter("method", _("Method"), ("method",)),
)


def list_chapters(numbers: WaveNumbers) -> list[Chapter]:
    """The chapters this run has something to say in."""
    return [chapter for chapter in CHAPTERS if chapter.is_told(numbers)]


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter among the others: what comes before and after it."""

    chapter: Chapter
    number: int
    before: Chapter | None
    after: Chapter | None


def find_place(numbers: WaveNumbers, slug: str) -> Place | None:
    """The chapter of an address, unless the run has none of that name."""
    told = list_chapters(numbers)
    for at, chapter in enumerate(told):
        if chapter.slug == slug:
            before = told[at - 1] if at else None
            after = told[at + 1] if at + 1 < len(told) else None
            return Place(chapter, at + 1, before, after)
    return None
