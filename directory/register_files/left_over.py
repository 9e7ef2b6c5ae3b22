"""The rows that were not imported, as a file that can be corrected and read again."""

from django.utils.translation import gettext as _

from core.tabular.writing import xlsx_bytes
from directory.register_files.examination import Found
from directory.register_files.layout import as_text


def write_left_over(found: Found) -> bytes:
    """A workbook with the columns of the file, and before them what to correct in each row."""
    headings = [_("To correct"), *found.headings]
    rows = (
        [left.sentence, *(as_text(cell) for cell in left.line.cells)]
        for left in found.left
        if len(left.line.cells) > 0
    )
    return xlsx_bytes(headings, rows)
