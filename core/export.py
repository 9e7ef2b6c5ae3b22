"""Tables people take home: CSV and XLSX in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime

# A cell that begins so would be computed when the file is opened in a spreadsheet.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutral(value: Any) -> Any:
    """Write a value so that no spreadsheet takes it for a formula."""
    if isinstance(value, datetime):
        return localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark Excel needs to read Vietnamese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutral(heading) for heading in headings])
    writer.writerows([neutral(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [str(heading) for heading in headings], book.add_format({"bold": 1}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [neutral(value) for value in row])
        sheet.autofit()
    return out.getvalue()


def response(
    name: str, form: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Answer with the table as a file; ``form`` is ``csv`` or ``xlsx``."""
    if form == "xlsx":
        answer = HttpResponse(xlsx_bytes(headings, rows), content_type=XLSX)
    else:
        answer = HttpResponse(csv_bytes(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
