"""Lists of staff and officers: one declaration of columns serves the page and its file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet, Window
from django.http import HttpResponse
from django.utils.functional import Promise

from core.http.requests import UserRequest
from core.tabular.long_tables import Table, hand_out_table
from core.tabular.writing import in_pieces

M = TypeVar("M", bound=Model)
PER_PAGE = 30


class LeanPaginator(Paginator[Any]):
    """Sorts and counts keys alone, then fetches the few rows of one page whole."""

    def page(self, number: int | str) -> Page[Any]:
        page = super().page(number)
        rows = page.object_list
        if isinstance(rows, QuerySet):
            keys = list(rows.values_list("pk", flat=True))
            whole: Any = self.object_list
            found = {row.pk: row for row in whole.order_by().filter(pk__in=keys)}
            page.object_list = [found[key] for key in keys if key in found]
        return page


def take_first(rows: QuerySet[M], most: int) -> tuple[list[M], int]:
    """The first rows, and how many there are: keys alone are sorted, and counted as they pass."""
    counted = rows.annotate(among=Window(Count("pk"))).values_list("pk", "among")[:most]
    keys = dict(counted)
    found = rows.order_by().in_bulk(keys)
    return [found[key] for key in keys if key in found], next(iter(keys.values()), 0)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how a row fills it. ``kind``: text, num, day, moment, state, share."""

    heading: str | Promise
    value: Callable[[Any], Any]
    kind: str = "text"
    url: Callable[[Any], str] | None = None
    code: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    heading: str | Promise
    value: Any
    kind: str
    url: str = ""
    code: str = ""


@dataclass(slots=True)
class Listing:
    """What a list shows: its columns, and one page of its rows."""

    name: str
    columns: Sequence[Column]
    rows: QuerySet[Any] | Sequence[Any]
    action: str  # the log's word for taking the file
    target: Model | None = None
    per_page: int = PER_PAGE
    page: Page[Any] | None = field(default=None, init=False)

    def turn_to(self, number: str | None) -> "Listing":
        self.page = LeanPaginator(self.rows, self.per_page).get_page(number)
        return self

    def lines(self) -> Iterator[list[Cell]]:
        for row in self.page.object_list if self.page else self.rows:
            yield [
                Cell(
                    column.heading,
                    column.value(row),
                    column.kind,
                    column.url(row) if column.url else "",
                    column.code(row) if column.code else "",
                )
                for column in self.columns
            ]

    def export(self, request: UserRequest, form: str) -> HttpResponse:
        """Answer with all rows of the list as a file; who takes it is noted."""
        rows = self.rows
        return hand_out_table(
            request,
            Table(
                name=self.name,
                headings=[str(column.heading) for column in self.columns],
                rows=([column.value(row) for column in self.columns] for row in in_pieces(rows)),
                listed=rows,
                kind="xlsx" if form == "xlsx" else "csv",
                action=self.action,
                target=self.target,
                details={
                    "form": form,
                    "rows": rows.count() if isinstance(rows, QuerySet) else len(rows),
                    "filters": request.GET.urlencode()[:300],
                },
            ),
        )
