"""What the opinions on a session come to. Few opinions are not shown."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dialogues.models import RATINGS, Session, SessionFeedback

FEWEST = 3
AGREES = 4


@dataclass(frozen=True, slots=True)
class Rating:
    """One question: how many gave 1 to 5, and the share (0-1) that gave 4 or 5."""

    question: str
    counts: list[tuple[int, int]]
    agree: float
    mean: float


@dataclass(frozen=True, slots=True)
class Opinions:
    """Of how many present how many answered; without ratings when they are too few."""

    given: int
    present: int
    ratings: list[Rating]
    comments: list[str]

    @property
    def is_shown(self) -> bool:
        return self.given >= FEWEST


def _rating(name: str, values: list[int]) -> Rating:
    counted = Counter(values)
    field: Any = SessionFeedback._meta.get_field(name)
    return Rating(
        question=str(field.verbose_name),
        counts=[(mark, counted[mark]) for mark in (5, 4, 3, 2, 1)],
        agree=sum(value >= AGREES for value in values) / len(values),
        mean=sum(values) / len(values),
    )


def opinions(session: Session) -> Opinions:
    rows = list(session.opinions.all())
    shown = rows if len(rows) >= FEWEST else []
    comments = [row.comment for row in shown if row.comment]
    random.Random(session.pk).shuffle(comments)  # noqa: S311 -- an order that tells nothing
    return Opinions(
        given=len(rows),
        present=session.participants.present().count(),
        ratings=[_rating(name, [getattr(row, name) for row in shown]) for name in RATINGS]
        if shown
        else [],
        comments=comments,
    )
