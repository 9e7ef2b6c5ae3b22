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
ENDS = re.compile(
    r"(begin|end)[ _](?P<what>group|repeat|loop|lgroup|looped[ ]group)\b", re.IGNORECASE
)
OLD_WORDS = re.compile(r"^(?:q|add|get) (?=.)| prompt$", re.IGNORECASE)
OLD_TYPES = {  # what else XLSForm and its forerunners call a type
    "int": "integer",
    "picture": "image",
    "photo": "image",
    "location": "geopoint",
    "gps": "geopoint",
    "date time": "datetime",
    "start time": "start",
    "end time": "end",
    "device id": "deviceid",
    "subscriber id": "subscriberid",
    "sim id": "simserial",
}
OTHER = frozenset({"or_other", "or specify other"})
EXTERNAL = "@external_choices"  # marks lists of that sheet; their names may stand in both
NEEDED = ("calculation", "choice_filter")  # columns that only some kinds of questions use
METADATA = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit"}
    | {"subscriberid", "simserial", "imei", "start-geopoint", "background-audio"}
    | {"background-geopoint", "csv-external", "xml-external"}
)
FROM_FILE = re.compile(r"select[ _](?:one|multiple)[ _]from[ _]file\b", re.IGNORECASE)
SEARCH = re.compile(r"\bsearch\s*\(", re.IGNORECASE)
BARCODE = "barcode"
TYPED = frozenset({BARCODE, "phone number"})  # what programs for phones pick
IMPLIED = {  # what a type demands of its answers, and the words for who gives another
    "phone number": (
        "regex(., '^[0-9]*$')",
        {
            "vi": "Xin ghi số điện thoại bằng các chữ số, không có dấu cách.",
            "en": "Please write the telephone number in digits, without spaces.",
            "ko": "전화번호는 띄어쓰기 없이 숫자로만 적어 주십시오.",
            "zh-Hans": "请只用数字填写电话号码, 不要加空格。",
        },
    ),
}
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
    "tag": "name",
    "value": "name",
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
NUMBERED = {"vi": "Phần {}", "en": "Part {}", "ko": "{}부", "zh-Hans": "第{}部分"}  # a page
OWN_PAGE = "page of its own"
OTHERS = {"vi": "Khác", "en": "Other", "fr": "Autre", "es": "Otro", "ko": "기타", "zh-Hans": "其他"}
SEEN = {"code": "OK", "text": {"vi": "Đã đọc", "en": "I have read this"}}


def tidy_type(written: str) -> str:
    """The type of a row as XLSForm writes it today, whatever its older ways."""
    words = ENDS.sub(_tidy_end, " ".join(written.split()))
    chosen = SELECT.match(f"{words} ")
    if chosen:
        many = "select_one" if chosen["many"].lower() in ("one", "1") else "select_multiple"
        return f"{many} {words[chosen.end() :]}".strip()
    first, _, rest = re.sub("^select one external", "select_one_external", words).partition(" ")
    if first.lower() == "select_one_external" and rest:
        list_name, _, extra = rest.partition(" ")
        return f"select_one {list_name}{EXTERNAL} {extra}".strip()
    plain = OLD_WORDS.sub("", words)
    return OLD_TYPES.get(plain.lower(), plain)


def _tidy_end(found: re.Match[str]) -> str:
    what = found["what"].lower()
    return f"{found[1].lower()}_{what if what in ('group', 'repeat') else 'repeat'}"


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

    @property
    def is_metadata(self) -> bool:
        """Whether a program for phones fills the row in, and nobody answers it."""
        return self.type.lower() in METADATA or self.type.lower().startswith("uri:")

    def appearances(self) -> list[str]:
        return self.cells.get("appearance", "").lower().split()

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
