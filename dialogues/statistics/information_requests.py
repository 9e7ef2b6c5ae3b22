"""The information-request log as measures: received or not, and after how many working days."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from core.calendar.working_days import Calendar
from dialogues.models import InformationRequest, Outcome
from dialogues.privacy.crowds import SMALLEST_CROWD
from pci.models import OfficialResult

PATIENCE = 20  # working days after which an unanswered request counts as not received


@dataclass(frozen=True, slots=True)
class Measures:
    """What the records of one year say about ``info_received`` and ``info_days``."""

    year: int
    requests: int
    decided: int
    received: int
    median_days: float | None

    @property
    def share_received(self) -> float | None:
        return self.received / self.decided if self.decided else None

    @property
    def is_publishable(self) -> bool:
        return self.decided >= SMALLEST_CROWD


def measures(year: int, *, today: date) -> Measures:
    """Count a year’s requests. One without a reply counts against once patience is over."""
    calendar = Calendar.load()
    rows = InformationRequest.objects.made_in(year).values_list("outcome", "requested_on", "days")
    received: list[int] = []
    refused = waiting = given_up = 0
    for outcome, requested_on, days in rows:
        if outcome in {Outcome.RECEIVED, Outcome.PARTLY}:
            received.append(days or 0)
        elif outcome == Outcome.REFUSED:
            refused += 1
        elif calendar.between(requested_on, today) > PATIENCE:
            given_up += 1
        else:
            waiting += 1
    decided = len(received) + refused + given_up
    return Measures(
        year=year,
        requests=decided + waiting,
        decided=decided,
        received=len(received),
        median_days=median(received) if received else None,
    )


def official(codes: tuple[str, ...] = ("info_received", "info_days")) -> dict[str, OfficialResult]:
    """The last official value of each criterion for the home province."""
    found: dict[str, OfficialResult] = {}
    rows = OfficialResult.objects.filter(
        criterion__code__in=codes, province__is_home=True
    ).select_related("edition", "criterion")
    for row in rows.order_by("edition__year"):
        found[row.criterion.code] = row
    return found
