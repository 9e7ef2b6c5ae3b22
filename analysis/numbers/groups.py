"""Groups of enterprises side by side: every criterion and question, by size, place and the like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.figures import Figure
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasName
from pci.models import Unit, choose_wording

MARKED = 0.1  # of the differences that are told at most so many are chance (Benjamini-Hochberg)


@dataclass(frozen=True, slots=True)
class Measured(HasName):
    """What is compared: a criterion, or the share that gave an answer."""

    key: str
    block: str
    name_vi: str
    name_en: str
    unit: str
    direction: int  # 1: more is better, -1: less is, 0: neither
    overall: Figure

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(cls, data, overall=make_record(Figure, data["overall"]))


@dataclass(frozen=True, slots=True)
class Group(HasName):
    """Enterprises of one kind, and how many of them answered."""

    code: str
    name_vi: str
    name_en: str
    n: int


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One figure of one group; ``rest`` is how far it lies from all other enterprises."""

    group: str
    figure: Figure
    rest: Figure | None = None
    adjusted: float | None = None  # the p-value, known that it is one of many
    change: Figure | None = None  # since the wave before
    change_adjusted: float | None = None

    @property
    def differs(self) -> bool:
        """Whether the group lies apart from the rest beyond chance."""
        return self.adjusted is not None and self.adjusted <= MARKED

    @property
    def changed(self) -> bool:
        return self.change_adjusted is not None and self.change_adjusted <= MARKED

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        parts = {key: _read_figure(data.get(key)) for key in ("rest", "change")}
        return make_record(cls, data, figure=make_record(Figure, data["figure"]), **parts)


def _read_figure(data: Mapping[str, Any] | None) -> Figure | None:
    return make_record(Figure, data) if data else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion or question in all groups, with the test that they are alike."""

    key: str
    groups: tuple[GroupFigure, ...]
    f: float | None = None
    ndf: float | None = None
    ddf: float | None = None
    p: float | None = None
    adjusted: float | None = None

    @property
    def differs(self) -> bool:
        return self.adjusted is not None and self.adjusted <= MARKED

    @property
    def apart(self) -> list[GroupFigure]:
        """The groups that lie apart from the rest, as far as the test of all groups agrees."""
        return [one for one in self.groups if one.differs] if self.differs else []

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(cls, data, groups=tuple(GroupFigure.read(g) for g in data["groups"]))


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to group enterprises, and everything compared by it."""

    code: str
    source: str  # "answers", "register" or "strata"
    groups: tuple[Group, ...]
    rows: tuple[Compared, ...]
    tested: int  # how many comparisons with the rest were made
    since: int | None = None  # the year of the wave its groups are compared with

    def group(self, code: str) -> Group:
        return next(one for one in self.groups if one.code == code)

    def row(self, key: str) -> Compared | None:
        return next((one for one in self.rows if one.key == key), None)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return make_record(
            cls,
            data,
            groups=tuple(make_record(Group, one) for one in data["groups"]),
            rows=tuple(Compared.read(one) for one in data["rows"]),
        )


@dataclass(frozen=True, slots=True)
class GroupDifference(HasName):
    """One group that lies apart, in the words of the report."""

    by: str
    key: str
    name_vi: str
    name_en: str
    group_vi: str
    group_en: str
    unit: str
    direction: int
    figure: Figure
    rest: Figure

    @property
    def group(self) -> str:
        return choose_wording(self.group_vi, self.group_en)

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.SHARE

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        figures = {key: make_record(Figure, data[key]) for key in ("figure", "rest")}
        return make_record(cls, data, **figures)


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """What the report says of groups; ``digest`` seals the whole comparison kept beside it."""

    digest: str
    tested: int
    groupings: Mapping[str, int]  # comparisons by grouping
    differences: tuple[GroupDifference, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        rows = tuple(GroupDifference.read(row) for row in data["differences"])
        return make_record(cls, data, differences=rows)
