"""Reading an XLSForm that somebody uploaded, in a process of its own, which can be ended."""

from django.conf import settings

from core.tabular.apart import run_apart
from surveys.instrument.xlsform import (
    Imported,
    XLSFormError,
    import_xlsform,
)


def read_form(content: bytes) -> Imported:
    """Read a form; raises XLSFormError, or TableRefused where it was given up."""
    if not settings.READ_APART:
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
