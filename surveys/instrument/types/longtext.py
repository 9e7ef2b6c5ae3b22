"""Several lines of words."""

from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Kind

LINES = 3  # on paper


class LongText(Kind):
    """An answer is what was written, of at most 10,000 characters."""

    name = "longtext"
    is_in_words = True
    label = gettext_noop("long text")
    xlsform_rows = (("text", "multiline"), ("string", "multiline"))
    appearance = "multiline"
    longest = 10_000
    is_long = True

    def lines(self, unit: str) -> list[str]:
        return [""] * LINES


KIND = LongText()
