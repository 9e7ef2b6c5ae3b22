"""Rows of the survey sheet, sorted into what we know, and the words XLSForm uses."""

import re
from dataclasses import dataclass, field
from typing import Any

from surveys.instrument.types import KINDS
from surveys.instrument.xlsform.names import OWN

Data = dict[str, Any]

ROWS = {row: kind for kind in KINDS.values() for row in kind.xlsform_rows}
SELECTS = {row: kind for (row, _look), kind in ROWS.items() if "choices" in kind.uses}
ACKNOWLEDGE = frozenset({"acknowledge", "trigger"})
PLAIN = ACKNOWLEDGE | {row for (row, _look), kind in ROWS.items() if "choices" not in kind.uses}
WORDS = frozenset(row for row, _look in KINDS["text"].xlsform_rows)
RECORDINGS = frozenset({"audio", "video"})
INTRO_ROW = "note"
REASONS = {  # columns that are left out for a reason of their own
    "default": "default",
    "trigger": "trigger",
    "required_message": "required_message",
    "repeat_count": "repeat",
}
SELECT = re.compile(  # the ways of XLSForm to say that one or several of a list are chosen
    r"(?:add )?select[ _]?(?P<many>one|1|multiple|all that apply)(?: prompt using| from)? ",
    re.IGNORECASE,
)
ENDS = re.compile(r"(begin|end)[ _](group|repeat)", re.IGNORECASE)
NEEDED = ("calculation", "choice_filter")  # columns that only some kinds of questions use
METADATA = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit"}
    | {"subscriberid", "simserial", "start-geopoint", "background-audio"}
)
TEXT_COLUMNS = {
    "label": "text",
    "hint": "help",
    "constraint_message": "message",
    "message": "message",
}
COLUMNS = frozenset(
    {"type", "name", "required", "relevant", "constraint", "calculation", "appearance"}
    | {"parameters", "choice_filter", "read_only", "disabled", OWN}
)
ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "command": "type",
}
BOUND = {  # columns of the form behind the form, as in “bind::relevant”
    "required": "required",
    "relevant": "relevant",
    "constraint": "constraint",
    "calculate": "calculation",
    "readonly": "read_only",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "appearance": "appearance",
}
EXPRESSIONS = frozenset({"required", "relevant", "constraint", "calculation", "choice_filter"})
KNOWN_APPEARANCES = frozenset(
    {"field-list", "table-list", "list-nolabel", "label", "multiline", "minimal", "quick", "likert"}
    | {"horizontal", "horizontal-compact", "vertical", "columns", "columns-pack", "no-buttons"}
    | {"autocomplete", "compact", "quickcompact", "numbers", "calendar", "no-calendar", "list"}
)
RANGE = frozenset({"start", "end", "step"})
LOGICAL = dict.fromkeys(("yes", "Yes", "YES", "true", "True", "TRUE"), "true()") | dict.fromkeys(
    ("no", "No", "NO", "false", "False", "FALSE"), "false()"
)
TRUE = frozenset({"yes", "true", "true()", "1"})
FALSE = frozenset({"", "no", "false", "false()", "0"})
LINE = "line of the sheet"
OWN_PAGE = "page of its own"
OTHERS = {"vi": "Khác", "en": "Other", "fr": "Autre", "es": "Otro", "ko": "기타", "zh-Hans": "其他"}
SEEN = {"code": "OK", "text": {"vi": "Đã đọc", "en": "I have read this"}}


def tidy_type(written: str) -> str:
    """The type of a row as XLSForm writes it today, whatever its older ways."""
    words = " ".join(written.split())
    words = ENDS.sub(lambda found: f"{found[1]}_{found[2]}".lower(), words)
    chosen = SELECT.match(f"{words} ")
    if not chosen:
        return words
    many = "select_one" if chosen["many"].lower() in ("one", "1") else "select_multiple"
    return f"{many} {words[chosen.end() :]}".strip()


@dataclass
class Line:
    """A row of the survey sheet, sorted into what we know."""

    number: int
    cells: dict[str, str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    own: Data = field(default_factory=dict)

    @property
    def type(self) -> str:
        return tidy_type(self.cells.get("type", ""))

    @property
    def kind(self) -> str:
        """The first word of its type, small."""
        return self.type.partition(" ")[0].lower()

    @property
    def name(self) -> str:
        return self.cells.get("name", "")

    @property
    def list_name(self) -> str:
        """The list of choices of a question that has one."""
        return self.type.split(" ")[1] if self.kind in SELECTS and " " in self.type else ""

    def appearances(self) -> list[str]:
        return self.cells.get("appearance", "").split()

    def parameters(self) -> list[str]:
        written = re.sub(r"\s*=\s*", "=", self.cells.get("parameters", ""))
        return re.sub(r"[,;]", " ", written).split()

    def is_on(self, column: str) -> bool:
        """Whether a column says yes."""
        return self.cells.get(column, "").lower() in TRUE


@dataclass
class Group:
    """A group that is open while rows are being read."""

    line: Line
    data: Data
    relevance: str = ""
