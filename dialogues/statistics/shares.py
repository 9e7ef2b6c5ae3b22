"""Shares that know of how many they are: of few, the numbers themselves are said."""

from typing import Self

FEWEST = 10  # a share of fewer reads “1/1”, not “100 %”


class Share(float):
    """A part of a whole, from 0 to 1."""

    part: int
    whole: int

    def __new__(cls, part: int, whole: int) -> Self:
        share = super().__new__(cls, part / whole)
        share.part, share.whole = part, whole
        return share

    @property
    def is_of_few(self) -> bool:
        return self.whole < FEWEST


def share(part: int, whole: int) -> Share | None:
    """A share, or nothing where there is no base."""
    return Share(part, whole) if whole else None
