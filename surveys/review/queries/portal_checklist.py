"""The checklist of the portal and what was made of it."""

from dataclasses import dataclass

from surveys.models import ChecklistItem, Wave, WebReview


@dataclass(frozen=True, slots=True)
class Compared:
    """One item with the points of both reviewers."""

    item: ChecklistItem
    first: float
    second: float
    first_note: str
    second_note: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compare_reviews(wave: Wave) -> list[Compared]:
    """Both reviews side by side; empty until both are finished."""
    reviews = list(WebReview.objects.filter(wave=wave, finished_at__isnull=False))
    match reviews:
        case [first, second]:
            pass
        case _:
            return []
    return [
        Compared(
            item,
            first.points[item.code],
            second.points[item.code],
            first.notes.get(item.code, ""),
            second.notes.get(item.code, ""),
        )
        for item in ChecklistItem.objects.used_in(wave.year)
        if item.code in first.points and item.code in second.points
    ]
