"""What was published, what changed between editions, what is likely next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.numbers.figures import Quantiles, shorten
from analysis.numbers.record import PastRecord
from analysis.numbers.stored import make_record
from analysis.numbers.wording import HasName
from pci.models import choose_wording


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """What was published for the province, and what its values give when computed again."""

    year: int
    score: float
    rank: int | None
    provinces: int
    recomputed: float | None
    from_printed: float | None
    printed_total: str


@dataclass(frozen=True, slots=True)
class Part(HasName):
    """A piece of a sum, named."""

    code: str
    name_vi: str
    name_en: str
    value: float

    @property
    def short(self) -> str:
        return shorten(self.name)


def parts(rows: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(make_record(Part, row) for row in rows)


@dataclass(frozen=True, slots=True)
class Basket:
    """The change between two editions: what moved like for like, what the new basket did."""

    before: int
    after: int
    score_before: float
    score_after: float
    moved: tuple[Part, ...]
    like_for_like: float
    rest: float
    left: tuple[Part, ...]
    joined: tuple[Part, ...]

    @property
    def change(self) -> float:
        return self.score_after - self.score_before

    @property
    def is_another_set(self) -> bool:
        """Whether criteria left or joined, so that the two scores do not measure the same."""
        return bool(self.left or self.joined)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        taken = {key: parts(data[key]) for key in ("moved", "left", "joined")}
        return make_record(cls, data, **taken)


@dataclass(frozen=True, slots=True)
class PrintedDifference(HasName):
    """A figure another document printed otherwise than the official source."""

    year: int
    code: str
    name_vi: str
    name_en: str
    official: float
    unit: str
    printed: str
    effect: float
    reason_vi: str
    reason_en: str

    @property
    def reason(self) -> str:
        return choose_wording(self.reason_vi, self.reason_en)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is likely to be published next: score, chances, rank, and what it rests on."""

    score: Quantiles
    above_last: float
    rank: Quantiles | None
    provinces_known: int
    own_surveys: int
    model_version: str
    record: Mapping[str, Any] | None = None  # the backtest of this case; older results have none

    @property
    def past(self) -> PastRecord | None:
        return PastRecord.read(self.record) if self.record else None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        rank = make_record(Quantiles, data["rank"]) if data.get("rank") else None
        return make_record(cls, data, score=make_record(Quantiles, data["score"]), rank=rank)
