"""Random forms of XLSForm with answers, for the comparison with ODK's engine.

Left out is what programs of ODK read differently among themselves: a text of blanks as a number
(``engine.mjs`` reads it as XPath does), ``number()`` of a date, patterns that stand for a part of a
text; what follows a part of more than one letter, which ODK's engine 0.22 cuts behind its first
letter, against XPath.
"""

import io
import random
from typing import Any

from xlsxwriter import Workbook

COLUMNS = ["type", "name", "label", "relevant", "constraint", "calculation", "parameters"]
FILTERED = "choice_filter"
CHOICES = [
    ["ab", "a", "A"],
    ["ab", "b", "B"],
    ["ab", "1", "Một"],
    ["ab", "0", "Không"],
    ["ab", "-99", "Từ chối"],
]
PLACES = [
    ["place", "p", "P", "a", "1"],
    ["place", "q", "Q", "b", "2"],
    ["place", "r", "R", "a", "12"],
]
KINDS: dict[str, list[Any]] = {
    "integer": [0, 1, 5, -3, 12, 2015, 99999],
    "decimal": [1, 0, -2, 5, 100, 0.5, 2.25, -1.75, 0.1, 1234.5678, 1e-5, 123456789.123],
    "text": [
        "abc",
        "12",
        "05",
        "2018-03-01",
        "2018-3-1",
        "true",
        "Đắk Nông",
        "a b",
        "1.50",
        "0",
        "a  b",
        "1,5",
    ],
    "date": ["2018-01-01", "2018-03-01", "2020-02-29", "1969-12-31", "0099-05-05"],
    "select_one ab": ["a", "b", "1", "0", "-99"],
    "select_multiple ab": [["a"], ["a", "b"], ["1", "0"], ["b", "1", "-99"]],
    "range": [1, 4],
    "select_one place": ["p", "q", "r"],
    "select_multiple place": [["p"], ["p", "r"]],
}
TEXTS = [
    "''",
    "'a'",
    "'b'",
    "'5'",
    "'05'",
    "'12'",
    "'2018-02-01'",
    "'abc'",
    "'true'",
    "'a b'",
    "'1.5'",
]
NUMBERS = ["0", "1", "2", "5", "-3", "0.5", ".25", "2.50", "100", "18"]
PATTERNS = ["'^[0-9]+$'", "'^[a-z]*$'", "'^(a|b|1)$'", r"'^\d{4}-\d{2}-\d{2}$'", "'^.{1,3}$'"]


class Form:
    """A random form, and answers to it."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)  # noqa: S311 -- trials, not secrets
        self.rows: list[dict[str, str]] = []
        self.names: list[str] = []
        self.answers: dict[str, Any] = {}
        self.open: list[str] = []  # groups that are open
        self.groups: dict[str, list[str]] = {}  # of each question
        for at in range(self.rng.randint(3, 7)):
            self._group(f"g{at}")
            self._ask(f"q{at}")
        while self.open:
            self._end()
        for at in range(self.rng.randint(4, 12)):
            self._compute(f"c{at}")
        if self.rng.random() < 0.4:
            self._ask("last")

    def questions(self) -> list[dict[str, str]]:
        """The rows that are no brackets of groups."""
        return [row for row in self.rows if not row["type"].endswith("_group")]

    def _group(self, name: str) -> None:
        """End a group, begin one that may depend on what was asked, or do neither."""
        if self.open and self.rng.random() < 0.3:
            self._end()
        if len(self.open) < 3 and self.rng.random() < 0.25:
            row = {"type": "begin_group", "name": name, "label": name}
            if self.names and self.rng.random() < 0.6:
                row["relevant"] = self.logical(1)
            self.rows.append(row)
            self.open.append(name)

    def _end(self) -> None:
        self.rows.append({"type": "end_group", "name": ""})
        self.open.pop()

    def _ask(self, name: str) -> None:
        kind = self.rng.choice(list(KINDS))
        row = {"type": kind, "name": name, "label": name}
        if self.rng.random() < 0.3 and self.names:
            row["relevant"] = self.logical(2)
        if kind == "range":
            row["parameters"] = self.rng.choice(
                ["start=0 end=10 step=1", "start=1;end=10;step=3", "start=-5 end=5 step=1"]
            )
        elif self.rng.random() < 0.4:
            row["constraint"] = self.logical(2, here=True)
        if kind.endswith(" place") and self.names:
            row[FILTERED] = self.filter()
        self.rows.append(row)
        self.groups[name] = [*self.open]
        if self.rng.random() < 0.75:
            self.answers[name] = self.rng.choice(KINDS[kind])
        self.names.append(name)

    def _compute(self, name: str) -> None:
        make = self.rng.choice([self.number, self.text, self.logical])
        self.rows.append({"type": "calculate", "name": name, "calculation": make(3)})
        self.groups[name] = []
        self.names.append(name)

    # -- expressions

    def reference(self, here: bool = False) -> str:
        if here and self.rng.random() < 0.6:
            return "."
        return f"${{{self.rng.choice(self.names)}}}" if self.names else "."

    def operand(self, here: bool = False) -> str:
        return self.rng.choice([self.number, self.text])(0, here)

    def any(self, depth: int, here: bool = False) -> str:
        make = self.rng.choice(
            [self.number, self.text, self.logical, lambda *_: self.reference(here)]
        )
        return make(depth, here)

    def number(self, depth: int, here: bool = False) -> str:
        if depth <= 0:
            return self.rng.choice([*NUMBERS, *[self.reference(here)] * 8])
        a, b = (self.number(depth - 1, here) for _ in range(2))
        return self.rng.choice(
            [
                f"{a} + {b}",
                f"{a} - {b}",
                f"({a}) * ({b})",
                f"({a}) div ({b})",
                f"({a}) mod ({b})",
                f"-({a})",
                f"round({a})",
                f"round({a}, {self.rng.randint(-3, 3)})",
                f"int({a})",
                f"number({self.any(0, here)})",
                f"floor({a})",
                f"ceiling({a})",
                f"abs({a})",
                f"pow({a}, {self.rng.choice(['2', '3', '0.5', '-1'])})",
                f"string-length({self.any(1, here)})",
                f"count-selected({self.reference(here)})",
                f"min({a}, {b})",
                f"max({a}, {b}, 3)",
                f"if({self.logical(1, here)}, {a}, {b})",
                f"coalesce({a}, {b})",
            ]
        )

    def text(self, depth: int, here: bool = False) -> str:
        if depth <= 0:
            return self.rng.choice([*TEXTS, *[self.reference(here)] * 8])
        a, b = self.text(depth - 1, here), self.any(1, here)
        return self.rng.choice(
            [
                f"concat({a}, {b})",
                f"string({b})",
                f"substr({a}, {self.rng.randint(-2, 2)}, {self.rng.randint(0, 4)})",
                f"if({self.logical(1, here)}, {a}, {b})",
                f"coalesce({a}, {b})",
                f"substr({a}, {self.rng.randint(-3, 3)})",
                f"selected-at({self.reference(here)}, {self.rng.randint(-1, 2)})",
                f"date({self.day(here)})",
                f"substring-before({a}, {b})",
                f"substring-after({a}, '{self.rng.choice('a-1 ')}')",
                f"translate({a}, {b}, {self.text(0, here)})",
                f"normalize-space({a})",
            ]
        )

    def filter(self) -> str:
        """A condition on what the list of choices says of each."""
        sign, other = self.rng.choice(["=", "!="]), self.reference()
        return self.rng.choice(
            [
                f"group {sign} {other}",
                f"name {sign} {other}",
                f"weight {self.rng.choice(['<', '>=', '='])} {other}",
                f"selected({other}, group)",
                f"group = 'a' and {self.logical(0)}",
            ]
        )

    def day(self, here: bool = False) -> str:
        return self.rng.choice(
            ["'2018-02-01'", "17500", "'2020-02-29' + 366", "date('2018-01-31') + 1"]
        )

    def logical(self, depth: int, here: bool = False) -> str:
        sign = self.rng.choice(["=", "!=", "<", "<=", ">", ">="])
        if depth <= 0:
            return f"({self.operand(here)} {sign} {self.operand(here)})"
        a, b = self.any(depth - 1, here), self.any(depth - 1, here)
        p, q = self.logical(depth - 1, here), self.logical(depth - 1, here)
        return self.rng.choice(
            [
                *[f"({a}) {sign} ({b})"] * 4,
                f"({p}) and ({q})",
                f"({p}) or ({q})",
                f"not({p})",
                f"boolean({p})",
                "true()",
                "false()",
                f"selected({self.reference(here)}, {self.text(0, here)})",
                f"regex({a}, {self.rng.choice(PATTERNS)})",
                f"contains({a}, {b})",
                f"starts-with({a}, {b})",
                f"ends-with({a}, {b})",
                f"({p}) = ({q})",
                *[f"{self.reference(here)} and ({p})"] * (self.rng.random() < 0.1),
            ]
        )

    # -- files

    def xlsx(self) -> bytes:
        memory = io.BytesIO()
        with Workbook(memory, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("survey")
            heads = [*COLUMNS, FILTERED]
            for at, row in enumerate(
                [heads, *([row.get(key, "") for key in heads] for row in self.rows)]
            ):
                for place, cell in enumerate(row):
                    sheet.write_string(at, place, cell)
            sheet = book.add_worksheet("choices")
            heads = ["list_name", "name", "label", "group", "weight"]
            for at, row in enumerate([heads, *CHOICES, *PLACES]):
                for place, cell in enumerate(row):
                    sheet.write_string(at, place, cell)
        return memory.getvalue()
