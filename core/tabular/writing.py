"""Tables to take away: CSV and XLSX in which nothing can be mistaken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write CSV as UTF-8 with its mark, so that Excel reads Vietnamese letters."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_harmless(_plain(value)) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
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
        sheet.autofit()
    return target.getvalue()


def download(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str
) -> HttpResponse:
    """Answer with a file of the kind asked for."""
    is_xlsx = kind == "xlsx"
    content = xlsx_bytes(headings, rows) if is_xlsx else csv_bytes(headings, rows)
    file = f"{name}.{'xlsx' if is_xlsx else 'csv'}"
    response = HttpResponse(content, content_type=XLSX if is_xlsx else "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


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
