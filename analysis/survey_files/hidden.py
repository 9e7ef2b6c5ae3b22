"""What of a workbook nobody sees who opens it: such rows count like the others, so it is said."""

import re
from collections.abc import Collection, Iterable

ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
ROW_NUMBER = re.compile(rb'\br="(\d+)"')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
LISTED = 10  # rows told by their number


def find_hidden_rows(sheet: bytes) -> frozenset[int]:
    """Return the rows of a sheet's XML that are hidden, by hand or by a filter."""
    found, at = set(), 0
    for tag in ROW_TAG.findall(sheet):
        number = ROW_NUMBER.search(tag)
        at = int(number[1]) if number else at + 1
        if HIDDEN.search(tag):
            found.add(at)
    return frozenset(found)


def note_hidden(
    name: str, sheet: str, is_visible: bool, rows: Collection[int], hidden: Collection[int]
) -> list[str]:
    """Say which of the rows that were read are hidden, and whether the whole sheet is."""
    notes = [] if is_visible else [f"{name}: the sheet {sheet!r} is hidden, and was read."]
    unseen = [row for row in rows if row in hidden]
    if unseen:
        are = "is" if len(unseen) == 1 else "are"
        notes.append(
            f"{name}: {len(unseen)} of {len(rows)} rows {are} hidden in the workbook, by hand or by"
            f" a filter, and counted like the others ({_list(unseen)}); take out of a copy what"
            " shall not count."
        )
    return notes


def _list(rows: Iterable[int]) -> str:
    numbers = [str(row) for row in rows]
    more = f" and {len(numbers) - LISTED} more" if len(numbers) > LISTED else ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(numbers[:LISTED])}{more}"
