"""What an import of official results would change."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats

from core.tabular import previews
from core.tabular.previews import Values
from pci.actions.records import SCORE
from pci.figures import decimals
from pci.models import Criterion, Edition, Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(previews.Change):
    """A figure the import would write; without a criterion it is the sub-index."""

    province: Province
    edition: Edition
    criterion: Criterion | None

    @property
    def shown_before(self) -> str:
        return _write_figure(self.before or {})

    @property
    def shown_after(self) -> str:
        return _write_figure(self.after)

    @property
    def key(self) -> tuple[str, int, str]:
        code = self.criterion.code if self.criterion else SCORE
        return (self.province.code, self.edition.year, code)


def _write_figure(values: Values) -> str:
    """Write the figure itself, with its rank where it has one."""
    value = values.get("value", values.get("score"))
    figure = "" if value is None else formats.number_format(value, decimals(value))
    best, worst = values.get("rank_at_best"), values.get("rank_at_worst")
    rank = values.get("rank") or (best and f"{best}–{worst}")
    return f"{figure} ({rank})" if rank else figure


@dataclass
class Preview(previews.Preview[Change]):
    """The changes, with the rows that are not about this index or these years."""

    left_out: int = 0

    @property
    def provisional(self) -> list[Edition]:
        """Return the editions of the file whose definition is only carried over."""
        editions = {change.edition.year: change.edition for change in self.changes}
        return [each for _year, each in sorted(editions.items()) if each.carried_over_from_id]

    @property
    def counts(self) -> dict[str, Any]:
        return super().counts | {"left_out": self.left_out}
