"""An estimate with its doubt, a forecast with its intervals."""

from collections.abc import Mapping
from dataclasses import dataclass

PRINT, MARK, REVIEW, SUPPRESS = "print", "mark", "review", "suppress"
LONGEST_LABEL = 58


def shorten(text: str, longest: int = LONGEST_LABEL) -> str:
    """Cut a text at a word, with a sign that there is more."""
    if len(text) <= longest:
        return text
    return text[: longest + 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


def inside_quotes(text: str) -> str:
    """A text as it stands inside quotation marks: its own become single ones."""
    single = {"“": "\N{LEFT SINGLE QUOTATION MARK}", "”": "’"}
    return "".join(single.get(letter, letter) for letter in text)


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its doubt; ``shown`` says whether it may be printed, ``why`` if not."""

    value: float
    se: float
    low: float
    high: float
    n: int
    df: float | None = None
    deff: float | None = None
    n_effective: float | None = None
    shown: str = PRINT
    why: str = ""
    decided: str = ""  # what a person decided where the rule leaves it to one

    @property
    def is_shown(self) -> bool:
        return self.shown in {PRINT, MARK}

    @property
    def waits(self) -> bool:
        """Whether a person has to decide before it may be shown."""
        return self.shown == REVIEW


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A forecast: its middle and its 80 and 90 % intervals."""

    mean: float
    sd: float
    q: Mapping[str, float]

    @property
    def middle(self) -> float:
        return self.q["0.5"]

    @property
    def low90(self) -> float:
        return self.q["0.05"]

    @property
    def high90(self) -> float:
        return self.q["0.95"]

    @property
    def low80(self) -> float:
        return self.q["0.1"]

    @property
    def high80(self) -> float:
        return self.q["0.9"]
