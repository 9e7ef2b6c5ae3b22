"""Rows of the survey sheet, sorted into what we know, and the words XLSForm uses."""

from dataclasses import dataclass, field
from typing import Any

from surveys.instrument.types import KINDS
from surveys.instrument.xlsform.names import OWN

Data = dict[str, Any]

ROWS = {row: kind for kind in KINDS.values() for row in kind.xlsform_rows}
SELECTS = {row: kind for (row, _look), kind in ROWS.items() if "choices" in kind.uses}
PLAIN = {row for (row, _look), kind in ROWS.items() if "choices" not in kind.uses}
INTRO_ROW = "note"
REASONS = {  # columns that are left out for a reason of their own
    "default": "default",
    "trigger": "trigger",
    "required_message": "required_message",
    "repeat_count": "repeat",
}
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
    | {"parameters", "choice_filter", OWN}
)
ALIASES = {"relevance": "relevant", "caption": "label", "constraint message": "constraint_message"}
KNOWN_APPEARANCES = frozenset(
    {"field-list", "table-list", "list-nolabel", "label", "multiline", "minimal", "quick", "likert"}
    | {"horizontal", "horizontal-compact", "vertical", "columns", "columns-pack", "no-buttons"}
    | {"autocomplete", "compact", "quickcompact", "numbers", "calendar", "no-calendar", "list"}
)
RANGE = frozenset({"start", "end", "step"})
TRUE = frozenset({"yes", "true", "true()", "1"})
FALSE = frozenset({"", "no", "false", "false()", "0"})
LINE = "line of the sheet"
OWN_PAGE = "page of its own"
OR_OTHER = {"code": "other", "text": {"vi": "Khác", "en": "Other"}, "other": True}


@dataclass
class Line:
    """A row of the survey sheet, sorted into what we know."""

    number: int
    cells: dict[str, str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    own: Data = field(default_factory=dict)

    @property
    def type(self) -> str:
        return " ".join(self.cells.get("type", "").split())

    @property
    def name(self) -> str:
        return self.cells.get("name", "")

    def appearances(self) -> list[str]:
        return self.cells.get("appearance", "").split()

    def parameters(self) -> list[str]:
        return self.cells.get("parameters", "").replace(",", " ").split()


@dataclass
class Group:
    """A group that is open while rows are being read."""

    line: Line
    data: Data
    is_matrix: bool = False
    relevance: str = ""
