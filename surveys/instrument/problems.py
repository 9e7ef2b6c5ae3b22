"""What can be wrong with a questionnaire document, as sentences with named places.

The sentences are English sources; pages translate them through the catalogue and then fill them in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue without knowing Django."""
    return sentence


SENTENCES: Mapping[str, str] = {
    "missing": gettext_noop("“%(key)s” is missing."),
    "wrong_type": gettext_noop("“%(key)s” must be %(expected)s."),
    "unknown_key": gettext_noop("Unknown property “%(key)s”."),
    "bad_name": gettext_noop(
        "“%(name)s” cannot be a name: use up to 32 letters without accents, digits and “_”, "
        "beginning with a letter and not ending in “_”."
    ),
    "reserved_name": gettext_noop(
        "“%(name)s” is a reserved word of SPSS or Stata; choose another name."
    ),
    "bad_code": gettext_noop(
        "“%(code)s” cannot be a code: use up to 32 letters without accents, digits, “_” and “-”."
    ),
    "duplicate": gettext_noop("“%(name)s” occurs twice."),
    "duplicate_column": gettext_noop(
        "“%(name)s” would give the column “%(column)s” a second time; rename it."
    ),
    "long_column": gettext_noop(
        "“%(column)s” would be a column of more than 32 characters; shorten the name or the code."
    ),
    "unknown_known": gettext_noop(
        "“%(known)s” is nothing the register could fill in; it is one of legal_type, sector, size,"
        " employees, founded, district."
    ),
    "unknown_kind": gettext_noop("“%(kind)s” is not a kind of question."),
    "no_choices": gettext_noop("The question “%(name)s” needs choices."),
    "no_rows": gettext_noop("The question “%(name)s” needs at least one row."),
    "choices_unused": gettext_noop("A question of this kind (“%(name)s”) has no choices."),
    "rows_unused": gettext_noop("A question of this kind (“%(name)s”) has no rows."),
    "no_calculation": gettext_noop("The calculated question “%(name)s” needs an expression."),
    "calculation_unused": gettext_noop(
        "Only a calculated question has a calculation (“%(name)s”)."
    ),
    "unknown_missing": gettext_noop(
        "“%(missing)s” is not a kind of missing answer: use “na” or “refused”."
    ),
    "expression_syntax": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
    ),
    "expression_end": gettext_noop("The expression “%(source)s” breaks off at its end."),
    "expression_capitals": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " Write “and”, “or”, “div” and “mod” in small letters."
    ),
    "expression_compare": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " Comparisons are written =, !=, <, <=, > and >=, each between two values."
    ),
    "expression_signs": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " Write “and” and “or” as words."
    ),
    "expression_path": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " Paths are not read; write the name of the question as in “${name}”."
    ),
    "expression_comma": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " In expressions a number has a point, as in 0.5."
    ),
    "expression_quotes": gettext_noop(
        "The expression “%(source)s” cannot be read from character %(position)s on: “%(found)s”."
        " Codes and texts stand between quotes, questions as in “${name}”."
    ),
    "function_moment": gettext_noop(
        "The expression “%(source)s” uses the function “%(found)s”: its value would change from "
        "moment to moment. The day of the answer is recorded; ask for a date, or leave it out."
    ),
    "function_repeats": gettext_noop(
        "The expression “%(source)s” uses the function “%(found)s”, which counts in repeated "
        "groups. Add the questions one by one, as in “${a} + ${b}”."
    ),
    "function_lists": gettext_noop(
        "The expression “%(source)s” uses the function “%(found)s”, which looks into another list. "
        "Ask for it as a choice with “choice_filter”."
    ),
    "function_label": gettext_noop(
        "The expression “%(source)s” uses the function “%(found)s”. It is not needed: “${name}” in "
        "a text shows the words of the choice."
    ),
    "expression_function": gettext_noop(
        "The expression “%(source)s” uses the function “%(found)s”, which is not supported."
    ),
    "expression_arguments": gettext_noop(
        "The expression “%(source)s” gives “%(found)s” too few or too many arguments."
    ),
    "pattern_text": gettext_noop(
        "In “%(source)s” the pattern of regex() must be written out between quotes."
    ),
    "pattern_syntax": gettext_noop(
        "The pattern in “%(source)s” cannot be read from its character %(position)s on:"
        " “%(found)s”."
    ),
    "pattern_unsupported": gettext_noop(
        "The pattern in “%(source)s” uses “%(found)s”, which is not supported: patterns may use"
        " letters, classes such as [a-z], \\d, \\w, \\s, groups, | and the repetitions"
        " * + ? {2,5}."
    ),
    "pattern_size": gettext_noop(
        "The pattern in “%(source)s” is too large; shorten its repetitions and check the length"
        " with string-length()."
    ),
    "expression_size": gettext_noop(
        "The expression “%(source)s” is too long or too deeply nested."
    ),
    "unknown_question": gettext_noop(
        "The expression “%(source)s” asks for “%(name)s”, which is not a question."
    ),
    "later_question": gettext_noop(
        "The expression “%(source)s” asks for “%(name)s”, which is asked only later."
    ),
    "unknown_row": gettext_noop("The question “%(name)s” has no row “%(row)s” (in “%(source)s”)."),
    "note_asked": gettext_noop("“%(name)s” is only a note and has no answer (in “%(source)s”)."),
    "unknown_code": gettext_noop(
        "The expression “%(source)s” compares “%(name)s” with “%(code)s”, "
        "which is not one of its choices."
    ),
    "unknown_attribute": gettext_noop(
        "The filter “%(source)s” looks at “%(name)s”, which no choice of the question has."
    ),
    "filter_kind": gettext_noop(
        "Only questions of one or several choices, scales and rankings can filter their choices"
        " (“%(name)s”)."
    ),
    "attributes_unused": gettext_noop(
        "The choices of “%(name)s” have attributes, but the question has no filter."
    ),
    "bad_attribute": gettext_noop(
        "“%(name)s” cannot be the name of an attribute of a choice; choose another."
    ),
    "itself": gettext_noop(
        "Only a constraint may speak of its own answer with a dot: “%(source)s”."
    ),
    "today": gettext_noop(
        "Only a constraint may ask for today(): what an answer was must not change from day to day"
        " (“%(source)s”)."
    ),
    "piped_question": gettext_noop(
        "The text repeats the answer to “%(name)s”, which is not asked before it."
    ),
    "unknown_criterion_item": gettext_noop(
        "The criterion “%(criterion)s” is computed from “%(item)s”, which is not a question or row."
    ),
    "unknown_measure": gettext_noop(
        "“%(measure)s” is not a measure: use “mean”, “share” or “median”."
    ),
    "unknown_named": gettext_noop(
        "The criterion “%(criterion)s” counts “%(code)s”, which no item offers."
    ),
    "nothing_named": gettext_noop(
        "The criterion “%(criterion)s” is a share and must name the answers that count."
    ),
    "not_numeric": gettext_noop(
        "The criterion “%(criterion)s” needs numbers; “%(item)s” is neither a scale nor a number."
    ),
    "no_items": gettext_noop("The criterion “%(criterion)s” names no question."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where in the document, which sentence, and what fills its places.

    ``sentence`` is given where the sentence is not one of those above.
    """

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    sentence: str = ""

    @property
    def template(self) -> str:
        return self.sentence or SENTENCES[self.code]

    def __str__(self) -> str:
        return f"{self.path}: {self.template % self.params}"


class DocumentError(ValueError):
    """Everything wrong with a document, so that its author can mend it in one go."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
