"""Reading tables that people upload: CSV and XLSX, as they are, and nothing in them is executed.

What cannot be read for certain is refused with a sentence: nothing is guessed.
"""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from core.tabular.apart import read_apart, run_apart
from core.tabular.cells import LARGEST_FILE, Line, Sheet, TableRefused
from core.tabular.csv_files import read_csv
from core.tabular.workbooks import read_workbook

READ_CSV, HERE_BYTES = "core.tabular.csv_files.read_csv", 1_000_000  # larger ones are read apart
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PAGE = re.compile(rb"\s*<(?:!doctype|html|head|meta|table|body|\?xml|style|div)\b", re.IGNORECASE)


def sheets(name: str, content: bytes) -> list[Sheet]:
    """Read a file by what it holds, not by what it is called."""
    if not content.strip():
        raise TableRefused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise TableRefused(
            _("The file is larger than %(limit)s MB. Split it and import the parts.")
            % {"limit": LARGEST_FILE // 1024**2}
        )
    _refuse_other_kinds(content)
    found = _workbook(content) if content.startswith(ZIP) else [Sheet(name, _lines(content))]
    if not any(sheet.lines for sheet in found):
        raise TableRefused(_("The file holds no filled cell."))
    return found


def _refuse_other_kinds(content: bytes) -> None:
    """Refuse what Excel opens but nobody can read for certain, each with its cure."""
    if content.startswith(OLE) and ENCRYPTED in content:
        raise TableRefused(
            _("This workbook is protected by a password. Remove the password and upload it again.")
        )
    if content.startswith(OLE):
        raise TableRefused(
            _("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx.")
        )
    if content.startswith(ZIP) and OPEN_DOCUMENT in content[:200]:
        raise TableRefused(
            _("This is an OpenDocument file (.ods). Open it in LibreOffice and save it as .xlsx.")
        )
    if PAGE.match(content[:2_000].lstrip(BYTE_ORDER_MARK)):
        raise TableRefused(
            _(
                "This is a web page with the name of an Excel file, as some portals hand it out."
                " Open it in Excel and save it as .xlsx."
            )
        )
    if content.startswith(PICTURES):
        raise TableRefused(_("This is a picture. Ask whoever made it for the Excel file."))
    if content.startswith(ARCHIVES):
        raise TableRefused(_("This is a packed archive. Unpack it and upload the table in it."))
    if content.startswith(b"%PDF"):
        raise TableRefused(_("This is a PDF. Ask whoever made it for the Excel file."))


def _lines(content: bytes) -> list[Line]:
    """Read a CSV file; a large one apart, as old letters and quotation marks take their time."""
    if not settings.READ_APART or len(content) <= HERE_BYTES:
        return read_csv(content)
    lines: list[Line] = run_apart(READ_CSV, content)
    return lines


def _workbook(content: bytes) -> list[Sheet]:
    """Read a workbook, in a process of its own: ten kilobytes can be made to take hours."""
    return read_apart(content) if settings.READ_APART else read_workbook(content)
