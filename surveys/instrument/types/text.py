"""A few words."""

from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Kind


class Text(Kind):
    """An answer is what was written on one line."""

    name = "text"
    is_in_words = True
    label = gettext_noop("short text")
    longest = 10_000  # as ODK sets no limit, none that anybody meets
    xlsform_rows = (("text", ""), ("string", ""))


KIND = Text()
