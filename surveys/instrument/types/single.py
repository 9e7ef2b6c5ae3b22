"""One of several choices."""

from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.choices import WithChoices


class Single(WithChoices):
    """An answer is the code of a choice."""

    name = "single"
    label = gettext_noop("one of several choices")
    xlsform_rows = (("select_one", ""),)


KIND = Single()
