"""Lists that people put into another order: the keys they offer, and the one an address asks for.

The order stands in the address (``?sort=-weight``), so that pages, downloads and bookmarks follow
it. Only the keys a list declares are taken; among equals the list's own order stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Choices, F, Model, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Key:
    """One way to sort: a field or expression of the database, or a function of a row."""

    name: str
    heading: str | Promise
    by: str | Combinable | Callable[[Any], Any]


class Orders:
    """What a list can be sorted by. ``start`` names the key it is sorted by anyway, if any.

    A page with several lists gives each its own ``param``, which begins with "sort", and the
    ``anchor`` at which it stands.
    """

    def __init__(self, *keys: Key, start: str = "", param: str = "sort", anchor: str = "") -> None:
        self.keys = {key.name: key for key in keys}
        self.start, self.param, self.anchor = start, param, anchor

    def asked(self, query: Mapping[str, Any]) -> "Sorting":
        """Read an address; what is no key of this list counts as nothing asked."""
        asked = str(query.get(self.param) or "")
        if asked.removeprefix("-") not in self.keys:
            asked = self.start
        return Sorting(self, self.keys.get(asked.removeprefix("-")), asked.startswith("-"))


@dataclass(frozen=True, slots=True)
class Sorting:
    """The order a list is shown in; without a key, its own."""

    orders: Orders
    key: Key | None
    is_descending: bool

    @property
    def value(self) -> str:
        """How the order is written in an address."""
        return f"{'-' if self.is_descending else ''}{self.key.name}" if self.key else ""

    @property
    def choices(self) -> Iterator[tuple[str, str]]:
        """Every order, both ways, in words: for those who see cards and no headings."""
        if not self.orders.start:
            yield "", _("default order")
        for key in self.orders.keys.values():
            yield key.name, _("%(column)s, ascending") % {"column": key.heading}
            yield f"-{key.name}", _("%(column)s, descending") % {"column": key.heading}

    def rows(self, found: QuerySet[Any]) -> QuerySet[Any] | list[Any]:
        """Sort in the database where it can; names of people, which it cannot, in memory."""
        if self.key is None or self.value == self.orders.start:
            return found
        if callable(self.key.by):
            return self.listed(found)
        by: Any = F(self.key.by) if isinstance(self.key.by, str) else self.key.by
        last = True if _may_be_empty(found.model, self.key.by) else None
        first = by.desc(nulls_last=last) if self.is_descending else by.asc(nulls_last=last)
        own = found.query.order_by or found.model._meta.ordering
        return found.order_by(first, *own, "pk")

    def listed(self, rows: Iterable[Row]) -> list[Row]:
        """Sort rows in memory; those without a value stand last, whichever way."""
        if self.key is None or not callable(self.key.by):
            return list(rows)
        valued = [(self.key.by(row), row) for row in rows]
        filled = [pair for pair in valued if pair[0] is not None]
        filled.sort(key=lambda pair: pair[0], reverse=self.is_descending)
        return [row for _value, row in filled] + [row for value, row in valued if value is None]


def _may_be_empty(model: type[Model], by: Any) -> bool:
    """Tell whether rows may lack this value; without such rows an index can give the order."""
    try:
        return bool(getattr(model._meta.get_field(by), "null", True))
    except (FieldDoesNotExist, TypeError, AttributeError):  # an expression, or of another table
        return True


def by_choice(field: str, choices: type[Choices]) -> Case:
    """Sort a choice as its kinds are declared (micro, small, medium), not by their codes."""
    return Case(
        *(When(**{field: code}, then=Value(place)) for place, code in enumerate(choices.values))
    )
