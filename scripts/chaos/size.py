"""How much of it: the full measure, and a short form that looks whether it still holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rush:
    """So many people within so many seconds, some of them at one moment in the middle."""

    people: int
    seconds: float
    at_once: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    hour: Rush  # an hour of a large wave, pressed together
    some: Rush  # enough to meet a fault of a minute
    submissions: Rush  # among which the web server is killed
    mails: int  # of the mailing that leaves meanwhile
    held: int  # of the mailing, and of the letters, in which the worker is killed
    away: float  # seconds without database, or with a full disk
    silent: int


FULL = Size(
    hour=Rush(people=3000, seconds=300, at_once=200),
    some=Rush(people=600, seconds=60, at_once=40),
    submissions=Rush(people=200, seconds=40, at_once=40),
    mails=6000,
    held=600,
    away=30,
    silent=50,
)
SHORT = Size(
    hour=Rush(people=150, seconds=20, at_once=10),
    some=Rush(people=60, seconds=12, at_once=5),
    submissions=Rush(people=60, seconds=12, at_once=10),
    mails=150,
    held=150,
    away=5,
    silent=50,
)
