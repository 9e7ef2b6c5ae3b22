"""Reading tables that people upload: CSV and XLSX, as they are, and nothing in them is executed.

What cannot be read for certain is refused with a sentence: nothing is guessed.
"""

from django.utils.translation import gettext as _

from core.tabular import apart
from core.tabular.apart import read_apart
from core.tabular.cells import LARGEST_FILE, Sheet, TableRefused
from core.tabular.csv_files import read_csv
from core.tabular.workbooks import read_workbook, unpacked_size

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def sheets(name: str, content: bytes) -> list[Sheet]:
    """Read a file by what it holds, not by what it is called."""
    if not content.strip():
        raise TableRefused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise TableRefused(
            _("The file is larger than %(limit)s MB. Split it and import the parts.")
            % {"limit": LARGEST_FILE // 1024**2}
        )
    if content.startswith(OLE):
        raise TableRefused(
            _("This is an old Excel file (.xls) or a protected one. Save it as .xlsx or CSV UTF-8.")
        )
    found = _workbook(content) if content.startswith(ZIP) else [Sheet(name, read_csv(content))]
    if not any(sheet.lines for sheet in found):
        raise TableRefused(_("The file holds no filled cell."))
    return found


def _workbook(content: bytes) -> list[Sheet]:
    """Read a workbook; a large one in a process of its own, which can be ended."""
    return read_apart(content) if unpacked_size(content) > apart.LARGE else read_workbook(content)
