"""What an author meant by an expression that cannot be read, as the code of a sentence."""

import re

from surveys.instrument.expressions.language import ExpressionError

PROBLEMS = {
    "unknown_function": "expression_function",
    "argument_count": "expression_arguments",
    "too_long": "expression_size",
    "too_deep": "expression_size",
    "pattern_text": "pattern_text",
    "pattern_syntax": "pattern_syntax",
    "pattern_unsupported": "pattern_unsupported",
    "pattern_size": "pattern_size",
}
FUNCTIONS = {
    "function_moment": {"once", "now", "random", "uuid", "randomize"},
    "function_repeats": {"indexed-repeat", "position", "count", "count-non-empty", "sum", "join"},
    "function_lists": {"pulldata", "instance"},
    "function_label": {"jr:choice-name", "jr:itext"},
}
SLIPS = {  # what stands where reading stopped
    "expression_capitals": re.compile(r"(?!and|or|div|mod)(?i:and|or|div|mod)\b"),
    "expression_compare": re.compile(r"[=<>!]"),
    "expression_signs": re.compile(r"\|\||&&"),
    "expression_path": re.compile(r"\.?/|\.\)|\.\."),
    "expression_comma": re.compile(r",\s*[0-9]"),
    "expression_quotes": re.compile(r"(?!e[0-9])[^\W\d]"),
}


def name_problem(refusal: ExpressionError) -> str:
    """The code of the sentence that says what is wrong, and what to write instead if we know."""
    if refusal.code == "unknown_function":
        meant = (code for code, names in FUNCTIONS.items() if refusal.found in names)
        return next(meant, PROBLEMS[refusal.code])
    if refusal.code in PROBLEMS:
        return PROBLEMS[refusal.code]
    slips = (code for code, sign in SLIPS.items() if sign.match(refusal.found))
    return next(slips, "expression_syntax") if refusal.found else "expression_end"
