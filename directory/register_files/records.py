"""What one row of a file says: values, the repairs they took, and what is wrong."""

from dataclasses import dataclass, field
from typing import Any

from core.tabular.cell_parsing import Problem
from core.tabular.previews import Values
from directory.register_files import columns
from directory.register_files.kinds import Repair


@dataclass(slots=True)
class Record:
    """What one row says: values, the repairs they took, and what is wrong."""

    line: int
    tax_code: str = ""
    after: Values = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    employees_between: tuple[int, int | None] | None = None  # a range, where no number stands

    def repair(self, kind: str, column: str, before: str, after: Any, why: str = "") -> None:
        heading = columns.HEADINGS[column][0]
        written = columns.write_cell(column, after)
        self.repairs.append(Repair(kind, self.line, heading, before[:80], written[:80], why))

    def repair_words(self, kind: str, column: str, before: str, after: str) -> None:
        """Note a repair of what is written, before anything is read in it."""
        heading = columns.HEADINGS[column][0]
        self.repairs.append(Repair(kind, self.line, heading, before[:80], after[:80]))

    def problem(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.line, columns.HEADINGS[column][0], sentence))

    def is_wrong_in(self, column: str) -> bool:
        return any(one.column == columns.HEADINGS[column][0] for one in self.problems)
