"""What an imported XLSForm holds that is wrong or that we do not support, by sheet and row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from surveys.instrument.problems import gettext_noop

SENTENCES: Mapping[str, str] = {
    "not_xlsx": gettext_noop(
        "The file is not an XLSX workbook with a form. Choose a workbook (.xlsx, .xls, .ods) with"
        " a sheet “survey”, or that sheet alone as CSV with the columns type, name and label."
    ),
    "too_large": gettext_noop("The file is larger than %(most)s MB."),
    "unpacks_too_large": gettext_noop(
        "Unpacked, the file is larger than %(most)s MB; it is not read."
    ),
    "no_sheet": gettext_noop("The sheet “%(sheet)s” is missing."),
    "sheet_twice": gettext_noop(
        "Two sheets are called “%(sheet)s”, in capitals or with a blank: take one of them out."
    ),
    "too_many_rows": gettext_noop("The sheet “%(sheet)s” has more than %(most)s rows."),
    "too_many_columns": gettext_noop("The sheet “%(sheet)s” has more than %(most)s columns."),
    "unknown_sheet": gettext_noop(
        "The sheet “%(sheet)s” is no part of an XLSForm; its %(rows)s rows are left out."
    ),
    "pyxform_broke_off": gettext_noop(
        "XLSForm's own checker broke off while it read the form. Mend what the other remarks name"
        " first, or leave out columns that XLSForm does not know."
    ),
    "pyxform": gettext_noop("XLSForm's own checker refuses the form: %(words)s"),
    "formula": gettext_noop("The cell “%(column)s” holds a formula; formulas are never computed."),
    "unknown_type": gettext_noop("Questions of the type “%(type)s” are not supported."),
    "recording": gettext_noop(
        "Sound and video are not taken as answers. Ask for a photo (type “image”), for a PDF or a"
        " photo (type “file”), or in words (type “text”)."
    ),
    "typed": gettext_noop("“%(value)s” is typed in: barcodes are not scanned here."),
    "from_file": gettext_noop(
        "The choices of “%(value)s” stand in a file beside the form, and the question is left out."
        " Write them in the sheet “choices”."
    ),
    "searched": gettext_noop(
        "The choices of “%(value)s” are looked up in a file beside the form by “search()”."
        " Write them in the sheet “choices”."
    ),
    "today": gettext_noop(
        "In “%(value)s” today is the day of the answer, not that on which the form was opened."
    ),
    "dropped_in_text": gettext_noop(
        "The text repeats “%(name)s”, which is left out: questions of the type “%(type)s” are not"
        " supported. Take it out of the text."
    ),
    "code_twice": gettext_noop(
        "“%(name)s” appears twice in the list of choices. Each choice needs a code of its own, also"
        " where a filter shows one of them at a time: write king_wa and king_tx."
    ),
    "formula_value": gettext_noop(
        "The cell “%(column)s” holds a formula: its value when the file was last saved is used,"
        " “%(value)s”."
    ),
    "not_excel": gettext_noop(
        "The file cannot be read. Open it in Excel or LibreOffice and save it as .xlsx."
    ),
    "metadata": gettext_noop("“%(type)s” is recorded by the platform itself, if at all."),
    "metadata_asked": gettext_noop(
        "“%(type)s” asks nothing in ODK, whatever its label says: it records what the device knows,"
        " and the row is left out. To ask for it, write the type “text”."
    ),
    "repeat": gettext_noop(
        "Repeated groups are not supported: every question is answered once. Ask for the total, "
        "or write the group as often as it is wanted at most (three branches, three groups), "
        "each shown when the one before it is filled in."
    ),
    "repeat_end": gettext_noop("A repeated group ends here."),
    "disabled": gettext_noop(
        "The row “%(value)s” is switched off in the column “disabled” and is left out."
    ),
    "read_only": gettext_noop(
        "“%(value)s” cannot be answered in the form (“read_only”): it becomes a note."
    ),
    "read_only_expression": gettext_noop(
        "“read_only” can only be yes or no, not “%(value)s”: the question can always be answered."
    ),
    "required_note": gettext_noop(
        "“%(value)s” takes no answer and yet is required, which stops people in ODK. Here nobody is"
        " stopped: put a constraint on the question before it, or end the form with “relevant”."
    ),
    "part_of_text": gettext_noop(
        "In “%(source)s” the pattern describes the whole text, as in ODK Collect; ODK's web forms "
        "look for it anywhere in the text. Write “^” before and “$” behind it, or “.*” on both "
        "sides."
    ),
    "same_language": gettext_noop(
        "The column “%(column)s” is in a language that another column has already: “%(value)s” is "
        "left out. Write two languages, or put the words into one column."
    ),
    "default_language": gettext_noop(
        "The default language “%(value)s” is not known; write its code, as in “English (en)”."
    ),
    "renamed_twice": gettext_noop(
        "A name may stand once in the whole form; the second row is renamed: “%(value)s”."
    ),
    "computed": gettext_noop(
        "“%(value)s” has a calculation: it is computed, and neither shown nor changed by hand."
    ),
    "renamed": gettext_noop(
        "Names have up to 32 letters without accents, digits and “_”; conditions and texts follow "
        "the new name: “%(value)s”."
    ),
    "recoded": gettext_noop(
        "Codes have up to 32 letters without accents, digits, “_” and “-”; conditions follow the "
        "new code: “%(value)s”."
    ),
    "old_code": gettext_noop(
        "The expression speaks of “%(value)s”, a code that cannot stay. Write this code with up to"
        " 32 letters without accents, digits, “_” and “-”, here and in the sheet “choices”."
    ),
    "code_used": gettext_noop(
        "The expression counts with the very code of “%(value)s”, and some of its codes cannot "
        "stay: codes have letters without accents, digits, “_” and “-”. Write them so in the sheet "
        "“choices”, 15 in place of 1.5, and change the expression."
    ),
    "no_day": gettext_noop(
        "In “%(source)s” a day is compared with “%(text)s”, which is none; a day is written as "
        "year, month and day (YYYY-MM-DD). As it stands, the comparison never holds."
    ),
    "headings": gettext_noop(
        "The first row of the sheet “%(sheet)s” is empty; its headings must stand there."
    ),
    "styled": gettext_noop(
        "Colours, sizes, pictures and tables inside words are not shown: “%(value)s”. Bold, "
        "italics, links and lists are."
    ),
    "no_questions": gettext_noop("No question is left that somebody could answer."),
    "dropped_question": gettext_noop(
        "The expression “%(source)s” asks for “%(name)s”, which is left out: questions of the type "
        "“%(type)s” are not supported."
    ),
    "disabled_question": gettext_noop(
        "The expression “%(source)s” asks for “%(name)s”, which is switched off in the column "
        "“disabled”. Switch it on, or take the expression out."
    ),
    "truth_of_answer": gettext_noop(
        "“%(source)s” asks whether “%(name)s” is true. Here an answer is true unless it is blank, "
        "0 or false; programs of ODK differ. Compare it, as in “${%(name)s} != ''”."
    ),
    "blanks_in_extremes": gettext_noop(
        "In “%(source)s” min() and max() pass over blank answers; in ODK one blank answer makes "
        "the result blank."
    ),
    "whole_decimals": gettext_noop(
        "“%(source)s” reads a decimal number as text. A whole one is 1 here and in ODK Collect, but"
        " has a point and a zero behind it in ODK's web forms. Compare it with a number, or count"
        " with it."
    ),
    "infinite": gettext_noop(
        "“%(source)s” divides: what is divided by zero is stored as blank, not as “Infinity”."
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
    "grid_unfolded": gettext_noop(
        "The rows of “%(value)s” differ in their list, conditions or in what is required; "
        "they are asked one by one, not as one table."
    ),
    "no_list": gettext_noop("The list of choices “%(list)s” is not in the sheet “choices”."),
    "unknown_column": gettext_noop("The column “%(column)s” (“%(value)s”) is not supported."),
    "unknown_language": gettext_noop(
        "The language of the column “%(column)s” is not known; "
        "write its code, as in “label::English (en)”."
    ),
    "language_left_out": gettext_noop(
        "The language of the column “%(column)s” is not known: its texts are left out. "
        "To keep them, write its code, as in “label::English (en)”."
    ),
    "appearance": gettext_noop("The appearance “%(value)s” is not supported."),
    "parameters": gettext_noop("The parameter “%(value)s” is not supported."),
    "required_expression": gettext_noop("“required” can only be yes or no, not “%(value)s”."),
    "unreadable_own": gettext_noop("The column “thuocdo” cannot be read: “%(value)s”."),
    "unused_list": gettext_noop("The list of choices “%(list)s” is not used."),
}


MOST_QUOTED = 5
VARYING = ("value", "list", "title")  # what may differ between remarks that are told as one


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on one or several rows.

    ``is_wrong`` keeps the form out; the others name what would be lost.
    """

    sheet: str
    row: int
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_wrong: bool = False
    more_rows: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        return (self.row, *self.more_rows) if self.row else self.more_rows

    @property
    def place(self) -> str:
        """Where it is: the sheet and its rows."""
        return f"{self.sheet}:{', '.join(map(str, self.rows))}" if self.rows else self.sheet

    def __str__(self) -> str:
        return f"{self.place}: {self.template % self.params}"


def gather(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Make one remark of those that say the same of several rows, and the graver one of two."""
    told, alike = list(remarks), dict[Any, list[Remark]]()
    wrong = {(each.sheet, each.row, each.template) for each in told if each.is_wrong}
    for each in told:
        if not each.is_wrong and (each.sheet, each.row, each.template) in wrong:
            continue
        fixed = {key: value for key, value in each.params.items() if key not in VARYING}
        key = (each.sheet, each.template, each.is_wrong, repr(sorted(fixed.items())))
        alike.setdefault(key, []).append(each)
    return tuple(map(_join, alike.values()))


def _join(remarks: list[Remark]) -> Remark:
    first = min(remarks, key=lambda each: each.row)
    rows = sorted({each.row for each in remarks} - {first.row, 0})
    params = dict(first.params)
    for key in VARYING:
        values = list(
            dict.fromkeys(str(each.params[key]) for each in remarks if key in each.params)
        )
        if len(values) > 1:
            params[key] = "”, “".join(values[:MOST_QUOTED]) + (
                "”, “…" if values[MOST_QUOTED:] else ""
            )
    return replace(first, params=params, more_rows=tuple(rows))


class XLSFormError(ValueError):
    """A file that cannot even be looked at."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(SENTENCES[code] % params)
        self.code, self.template, self.params = code, SENTENCES[code], params

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error pass from one process to another."""
        return partial(type(self), self.code, **self.params), ()
