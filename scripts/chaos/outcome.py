"""What came of a scenario, as figures."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

GOAL = 100.0  # ms, p95 of saving wherever the database is there


@dataclass
class Outcome:
    """What people and mail servers met; what must be nothing is nothing, or the scenario failed."""

    name: str
    sent: int = 0
    saved: int = 0
    lost: int = 0
    doubled: int = 0
    mails: int = 0
    mailed_twice: int = 0
    unanswered: int = 0
    refused: int = 0
    p95_ms: float | None = None
    recovery_seconds: float | None = None
    seconds: float = 0.0
    load: float = 0.0  # of the machine when it began, this run left out
    not_tried: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Nothing lost, nothing doubled, nothing mailed twice."""
        return not (self.lost or self.doubled or self.mailed_twice)

    @property
    def is_quick(self) -> bool:
        return self.p95_ms is None or self.p95_ms < GOAL

    def as_json(self) -> dict[str, Any]:
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return told | {"is_whole": self.is_whole, "is_quick": self.is_quick}

    def line(self) -> str:
        """One line for people."""
        if self.not_tried:
            return f"{self.name}: not tried, {self.not_tried}"
        quick = "" if self.p95_ms is None else f", saving p95 {self.p95_ms:.0f} ms"
        back = (
            "" if self.recovery_seconds is None else f", back after {self.recovery_seconds:.1f} s"
        )
        return (
            f"{self.name}: {self.sent} sent, {self.saved} saved, lost {self.lost}, doubled"
            f" {self.doubled}; {self.mails} mails, twice {self.mailed_twice}; no answer"
            f" {self.unanswered}, refused {self.refused}{quick}{back}; {self.seconds:.0f} s, load"
            f" {self.load}"
            f"{_words(self.more)}"
        )


def _words(more: Mapping[str, Any]) -> str:
    return "".join(f"; {name} {value}" for name, value in more.items())
