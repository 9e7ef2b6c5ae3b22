"""What an imported XLSForm holds that is wrong or that we do not support, by sheet and row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instrument.problems import gettext_noop

SENTENCES: Mapping[str, str] = {
    "not_xlsx": gettext_noop("The file is not an XLSX workbook."),
    "too_large": gettext_noop("The file is larger than %(most)s MB."),
    "unpacks_too_large": gettext_noop(
        "Unpacked, the file is larger than %(most)s MB; it is not read."
    ),
    "no_sheet": gettext_noop("The sheet “%(sheet)s” is missing."),
    "too_many_rows": gettext_noop("The sheet “%(sheet)s” has more than %(most)s rows."),
    "pyxform": gettext_noop("XLSForm's own checker refuses the form: %(words)s"),
    "formula": gettext_noop("The cell “%(column)s” holds a formula; formulas are never computed."),
    "unknown_type": gettext_noop("Questions of the type “%(type)s” are not supported."),
    "metadata": gettext_noop("“%(type)s” is recorded by the platform itself, if at all."),
    "repeat": gettext_noop(
        "Repeated groups are not supported: a questionnaire is about one enterprise, "
        "and every question is answered once."
    ),
    "default": gettext_noop(
        "The default “%(value)s” is left out: nothing is chosen beforehand for a respondent."
    ),
    "trigger": gettext_noop(
        "The trigger “%(value)s” is left out: calculations follow every answer anyway."
    ),
    "required_message": gettext_noop(
        "The message “%(value)s” is left out: required questions have one sentence for all."
    ),
    "more_settings": gettext_noop("Only the first row of the settings is read."),
    "no_constraint": gettext_noop(
        "The message “%(value)s” is left out: the question has no constraint."
    ),
    "range": gettext_noop("The range needs numbers for “start” and “end”: “%(value)s”."),
    "group_end": gettext_noop("A group ends here that did not begin."),
    "group_open": gettext_noop("The group “%(name)s” has no end."),
    "group_flattened": gettext_noop(
        "A group inside a group becomes part of its page; its title “%(title)s” is not shown."
    ),
    "matrix_lists": gettext_noop("All rows of a matrix must use the same list of choices."),
    "no_list": gettext_noop("The list of choices “%(list)s” is not in the sheet “choices”."),
    "unknown_column": gettext_noop("The column “%(column)s” (“%(value)s”) is not supported."),
    "unknown_language": gettext_noop(
        "The language of the column “%(column)s” is not known; "
        "write its code, as in “label::English (en)”."
    ),
    "appearance": gettext_noop("The appearance “%(value)s” is not supported."),
    "parameters": gettext_noop("The parameter “%(value)s” is not supported."),
    "required_expression": gettext_noop("“required” can only be yes or no, not “%(value)s”."),
    "unreadable_own": gettext_noop("The column “thuocdo” cannot be read: “%(value)s”."),
    "unused_list": gettext_noop("The list of choices “%(list)s” is not used."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. ``is_wrong`` keeps the form out; the others name what would be lost."""

    sheet: str
    row: int
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_wrong: bool = False

    def __str__(self) -> str:
        place = f"{self.sheet}:{self.row}" if self.row else self.sheet
        return f"{place}: {self.template % self.params}"


class XLSFormError(ValueError):
    """A file that cannot even be looked at."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(SENTENCES[code] % params)
        self.template, self.params = SENTENCES[code], params
