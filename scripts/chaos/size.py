"""How much of it: the full measure, and a short form that looks whether it still holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    side_by_side: int
    mails: int
    away: float  # seconds without database, or with a full disk
    silent: int


FULL = Size(people=3000, side_by_side=200, mails=6000, away=30, silent=50)
SHORT = Size(people=60, side_by_side=8, mails=150, away=5, silent=50)
