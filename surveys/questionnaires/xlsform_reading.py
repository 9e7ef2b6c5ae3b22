"""Reading an XLSForm that somebody uploaded: one that may grow in a process of its own."""

from core.tabular.apart import run_apart
from core.tabular.workbooks import unpacked_size
from surveys.instrument.xlsform import (
    Imported,
    XLSFormError,
    import_xlsform,
    is_other_workbook,
)

LARGE = 2 * 1024 * 1024  # unpacked; forms that people write have some hundred kilobytes


def read_form(content: bytes) -> Imported:
    """Read a form; raises XLSFormError, or TableRefused where it was given up."""
    if unpacked_size(content) <= LARGE and not is_other_workbook(content):
        return import_xlsform(content)
    told: Imported | XLSFormError = run_apart(f"{__name__}.read_or_tell", content)
    if isinstance(told, XLSFormError):
        raise told
    return told


def read_or_tell(content: bytes) -> Imported | XLSFormError:
    """Read a form; a refusal is returned, so that it finds its way to the other process."""
    try:
        return import_xlsform(content)
    except XLSFormError as refusal:
        return refusal
