"""A few words."""

from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Kind


class Text(Kind):
    """An answer is what was written, of at most 300 characters."""

    name = "text"
    label = gettext_noop("short text")
    xlsform_rows = (("text", ""), ("string", ""))


KIND = Text()
