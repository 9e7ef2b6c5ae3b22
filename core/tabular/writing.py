"""Tables to take away: CSV and XLSX in which nothing can be mistaken for a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any, cast

import xlsxwriter
from django.db import models
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from core.clock import timezone

KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 2000  # rows; a longer table streams
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def in_pieces(rows: Iterable[Any]) -> Iterable[Any]:
    """Read rows of the database some thousand at a time."""
    return rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, models.QuerySet) else rows


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write CSV as UTF-8 with its mark, so that Excel reads Vietnamese letters."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_harmless(_plain(value)) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Write CSV some thousand rows at a time, however many there are."""
    lines = iter(rows)
    yield csv_bytes(headings, islice(lines, AT_ONCE))
    while some := list(islice(lines, AT_ONCE)):
        yield csv_lines(some)


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write further lines of a CSV."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_harmless(_plain(value)) for value in row] for row in rows)
    return target.getvalue().encode()


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, headings, rows, autofit=True)
    return target.getvalue()


def write_xlsx(
    target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], *, autofit: bool
) -> None:
    """Write a workbook; without widths fitted to the cells it takes the same memory for any length.

    Rows are then written to the disk as they come.
    """
    options = {
        "constant_memory": not autofit,
        "in_memory": autofit,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                cell = _plain(value)
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write_number(number, place, cell)
        if autofit:
            sheet.autofit()


def download(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str
) -> HttpResponse:
    """Answer with a file of the kind asked for; a long one streams in the memory of a short one."""
    lines = iter(rows)
    first = list(islice(lines, AT_ONCE))
    is_xlsx = kind == "xlsx"
    response: HttpResponseBase
    if len(first) < AT_ONCE:
        content = xlsx_bytes(headings, first) if is_xlsx else csv_bytes(headings, first)
        response = HttpResponse(content)
    elif is_xlsx:
        response = FileResponse(_long_xlsx(headings, chain(first, lines)))
    else:
        response = StreamingHttpResponse(
            _in_language(csv_pieces(headings, chain(first, lines)), get_language() or "vi")
        )
    response["Content-Type"] = XLSX if is_xlsx else "text/csv; charset=utf-8"
    file = f"{name}.{'xlsx' if is_xlsx else 'csv'}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return cast("HttpResponse", response)  # views hand it on and look at headers alone


def _long_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Write a workbook to a file that is gone once it is closed."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(file, headings, rows, autofit=False)
    file.seek(0)
    return file


def _in_language(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """Write each piece in the reader's language, though the page has been answered by then."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _plain(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return float(value) if isinstance(value, Decimal) else value
    return str(value)


def _harmless(value: str | float) -> str | float:
    """Keep a spreadsheet from running a text as a formula: an apostrophe marks it as text."""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return "'" + value
    return value
