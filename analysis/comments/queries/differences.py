"""Texts that coders coded differently, with what each gave."""

from dataclasses import dataclass

from accounts.models import User
from analysis.models import Code, CodingFrame, OpenAnswer, Settlement


@dataclass(frozen=True, slots=True)
class Given:
    """What one coder gave."""

    coder: User
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One text, the codings, and how it was settled."""

    answer: OpenAnswer
    given: tuple[Given, ...]
    settlement: Settlement | None
    reader: User | None = None

    @property
    def is_settled(self) -> bool:
        return self.settlement is not None and self.settlement.holds

    @property
    def differs(self) -> bool:
        return len({frozenset(one.codes) for one in self.given}) > 1

    @property
    def is_coded_by_reader(self) -> bool:
        return any(one.coder == self.reader for one in self.given)

    @property
    def waits_for_reader(self) -> bool:
        """Whether the reader, a coder of it, may agree with what another proposed."""
        told = self.settlement
        if told is None or told.holds or not self.is_coded_by_reader:
            return False
        return bool(told.settled_by != self.reader)


def list_differences(frame: CodingFrame) -> list[Difference]:
    """All of a frame, the open ones first."""
    rows = frame.texts.prefetch_related("codings__codes", "codings__coder", "settlement__codes")
    found = [_read(answer, None) for answer in rows.filter(codings__isnull=False).distinct()]
    return sorted((row for row in found if row.differs), key=lambda row: row.is_settled)


def read_difference(answer: OpenAnswer, reader: User) -> Difference:
    return _read(answer, reader)


def _read(answer: OpenAnswer, reader: User | None) -> Difference:
    given = tuple(Given(c.coder, tuple(c.codes.all())) for c in answer.codings.all())
    return Difference(answer, given, getattr(answer, "settlement", None), reader)
