"""The sheets of an XLSForm, read row by row into the data of a document."""

import re
from collections.abc import Iterable

from surveys.instrument.types import matrix
from surveys.instrument.types import note as note_kind
from surveys.instrument.xlsform.codes import FOLLOWING, find_uses, follow_changes
from surveys.instrument.xlsform.grids import Grid, find_grids, is_heading
from surveys.instrument.xlsform.names import INTRO, LONGEST, Renames, with_rows
from surveys.instrument.xlsform.paths import follow_paths
from surveys.instrument.xlsform.questions import QuestionReader, join_conditions
from surveys.instrument.xlsform.remarks import Remark
from surveys.instrument.xlsform.row_types import (
    INTRO_ROW,
    LINE,
    NUMBERED,
    OWN_PAGE,
    SELECTS,
    Data,
    Group,
    Line,
)
from surveys.instrument.xlsform.sheets import Sheet


class Builder(QuestionReader):
    """Reads sheets into data, and remembers where everything stood."""

    def __init__(self, sheets: dict[str, Sheet], default: str, remarks: list[Remark]) -> None:
        super().__init__(sheets, default, remarks)
        self.origin: dict[str, tuple[str, int]] = {}
        self.rows_of_matrices: dict[str, str] = {}
        self.renames = Renames()
        self.pages: list[Data] = []
        self.open: list[Group] = []

    def sections(self) -> list[Data]:
        """Read the survey sheet: groups become sections, or matrices when they are shown as one."""
        lines = self._lines()
        grids = find_grids(lines)
        at = 0
        while at < len(lines):
            grid = grids.get(at)
            if grid and self._holds_as_one(grid):
                self._matrix(grid)
                at = grid.end
            else:
                if grid:
                    value = grid.opening.name
                    self.remark("survey", grid.opening.number, "grid_unfolded", value=value)
                self._line(lines[at])
            at += 1
        for group in self.open:
            self.remark("survey", group.line.number, "group_open", wrong=True, name=group.line.name)
        self.unused()
        self._name_pages()
        self._rename_rows(self.pages)
        return self.pages

    def _name_pages(self) -> None:
        """Pages of our own have their number as a title, in all languages."""
        for at, section in enumerate(self.pages, start=1):
            if section.get(OWN_PAGE):
                section["title"] = {
                    each: NUMBERED.get(each, "{}").format(at) for each in self.written_languages()
                }

    def _lines(self) -> list[Line]:
        """The rows that are switched on, under names the platform can keep."""
        lines = []
        for row in self.sheets["survey"].rows:
            line = self.line(row, "survey")
            if line.type and line.is_on("disabled"):
                self.remark("survey", line.number, "disabled", value=line.name)
                self.dropped[line.name] = ""
            elif line.type:
                lines.append(line)
        follow_paths(lines)
        self._follow_today(lines)
        self.renames.reserve([line.name for line in lines])
        for line in lines:
            self._rename(line)
        for line in lines:
            self._follow(line)
        if any(self.recoded.values()):
            self._follow_codes(lines)
        return lines

    def _follow_today(self, lines: list[Line]) -> None:
        """A constraint that asks for the day of the form asks for the day of the answer."""
        names = [line.name for line in lines if line.type.lower() == "today"]
        day = re.compile(rf"\$\{{\s*(?:{'|'.join(map(re.escape, names)) or '(?!)'})\s*\}}")
        for line in lines:
            source = line.cells.get("constraint", "")
            if day.search(source):
                line.cells["constraint"] = day.sub("today()", source)
                self.remark("survey", line.number, "today", value=source)

    def _follow_codes(self, lines: list[Line]) -> None:
        for line, code in follow_changes(lines, self.recoded, self.attributes):
            self.remark("survey", line.number, "old_code", wrong=True, value=code)
        lists = {line.name: line.list_name for line in lines if line.list_name}
        for line in lines:
            for name in sorted(find_uses(line, self.recoded, lists)):
                self.remark("survey", line.number, "code_used", wrong=True, value=name)

    def _rename(self, line: Line) -> None:
        old = line.name
        if not old or line.kind == "end_group" or (old.endswith(INTRO) and line.kind == INTRO_ROW):
            return
        new = self.renames.name(old, self._room(line))
        if new != old:
            reason = "renamed_twice" if self.renames.is_second(old) else "renamed"
            self.remark("survey", line.number, reason, value=f"{old} → {new}")
            line.cells["name"] = new

    def _room(self, line: Line) -> int:
        """How many letters the columns of a question add to its name."""
        if line.kind not in SELECTS or line.kind == "select_one":
            return 6 if line.type.endswith(" or_other") else 0
        listed = self.lists.get(line.list_name, [])
        return max((len(choice["code"]) + 1 for choice in listed), default=0)

    def _follow(self, line: Line) -> None:
        for column in FOLLOWING:
            if column in line.cells:
                line.cells[column] = self.renames.follow(line.cells[column])
        for texts in line.texts.values():
            for language, words in texts.items():
                texts[language] = self.renames.follow(words)

    def _line(self, line: Line) -> None:
        if line.kind == "begin_group":
            self._begin(line)
        elif line.kind == "end_group":
            if self.open:
                self.open.pop()
                self._leftovers(line, {"type", "name"})
            else:
                self.remark("survey", line.number, "group_end", wrong=True)
        elif line.kind in ("begin_repeat", "end_repeat"):
            is_start = line.kind == "begin_repeat"
            reason = "repeat" if is_start else "repeat_end"
            self.remark("survey", line.number, reason, wrong=is_start)
        elif line.is_metadata:
            self.dropped[line.name] = line.type
            reason = "metadata_asked" if line.texts.get("text") else "metadata"
            self.remark("survey", line.number, reason, type=line.type)
        else:
            self._place(line, self._section(line))

    def _begin(self, line: Line) -> None:
        relevance = line.cells.get("relevant", "")
        self._leftovers(line, {"type", "name", "relevant", "appearance"})
        if self.open:
            self.open.append(Group(line, self.open[-1].data, relevance=relevance))
            self._subtitle(line)
            return
        section = {
            "name": line.name or self._page_name(),  # ODK's checker has refused a group without one
            "title": line.texts.get("text", {}),
            "relevance": relevance,
            "questions": [],
        }
        self.origin[f"/sections/{len(self.pages)}"] = ("survey", line.number)
        self.pages.append(section)
        self.open.append(Group(line, section))

    def _subtitle(self, line: Line) -> None:
        """The title of a group inside a group becomes a note above its questions."""
        if line.texts.get("text"):
            note = {"name": line.name, "kind": note_kind.KIND.name, "text": line.texts["text"]}
            asked = {"relevance": self._outer(), "constraints": [], LINE: line.number}
            self.open[-1].data["questions"].append(note | asked)

    def _section(self, line: Line) -> Data:
        """The section a row belongs to; rows outside all groups get a page of their own."""
        if self.open:
            return self.open[-1].data
        if not self.pages or not self.pages[-1].get(OWN_PAGE):
            name = self._page_name()
            self.origin[f"/sections/{len(self.pages)}"] = ("survey", line.number)
            self.pages.append({"name": name, "title": {}, "questions": [], OWN_PAGE: True})
        return self.pages[-1]

    def _page_name(self) -> str:
        return self.renames.name(f"page_{len(self.pages) + 1}", 0)

    def _place(self, line: Line, section: Data) -> None:
        is_plain = line.cells.keys() <= {"type", "name"} and line.texts.keys() <= {"text"}
        if line.name == f"{section['name']}{INTRO}" and line.type == INTRO_ROW and is_plain:
            section["intro"] = line.texts.get("text", {})
            return
        if "other_of" in line.own:
            return  # written by our export; the choice that is flagged “other” says it all
        if is_heading(line):
            line.cells["type"] = INTRO_ROW  # it shows labels and takes no answer
        question = self.question(line, self._outer())
        if question:
            section["questions"].append(question)

    def _outer(self) -> str:
        """The conditions of the groups inside a page; that of the page itself is kept apart."""
        relevance = ""
        for group in self.open:
            relevance = join_conditions(relevance, group.relevance)
        return relevance

    def _leftovers(self, line: Line, known: Iterable[str]) -> None:
        for column, value in line.cells.items():
            if column not in known:
                self.left_out("survey", line.number, column, value)
        self._leftover_texts(line)
        self.appearances(line)

    def _leftover_texts(self, line: Line) -> None:
        for key, column in (("help", "hint"), ("message", "constraint_message")):
            if line.texts.get(key):
                words = next(iter(line.texts[key].values()))
                self.left_out("survey", line.number, column, words)

    # -- tables

    def _holds_as_one(self, grid: Grid) -> bool:
        """Whether one question can hold a grid: rows alike, and short names for its columns."""
        name = grid.opening.name
        codes = _row_codes(grid)
        is_short = all(len(f"{name}_{code}") <= LONGEST for code in codes)
        return grid.is_uniform and is_short and len(set(codes)) == len(codes)

    def _matrix(self, grid: Grid) -> None:
        opening = grid.opening
        section = self._section(opening)
        grid.put_words()
        opening.cells.pop("required", None)
        choices = self.choices(grid.rows[0], grid.rows[0].type.split(" ")[1])
        question = self.base(opening, matrix.KIND.name, self._outer())
        question |= {
            "rows": [],
            "choices": choices,
            "required": self.is_required(grid.rows[0]),
            "shuffle": self.shuffle(grid.rows[0]),
        }
        for line, code in zip(grid.rows, _row_codes(grid), strict=True):
            question["rows"].append({"code": code, "text": line.texts.get("text", {})})
            self.rows_of_matrices[line.name] = f"{question['name']}.{code}"
            self._leftover_texts(line)
            self.appearances(line)
        section["questions"].append(question)

    # -- expressions

    def _rename_rows(self, sections: list[Data]) -> None:
        """Expressions speak of the rows of a matrix by our names, now that all are known."""
        for at, section in enumerate(sections):
            section.pop(OWN_PAGE, None)
            section["relevance"] = self.with_rows(section.get("relevance", ""))
            self._rename_rows_in_words(section, "title", "intro")
            for place, question in enumerate(section["questions"]):
                origin = ("survey", question.pop(LINE))
                self.origin[f"/sections/{at}/questions/{place}"] = origin
                for key in ("relevance", "calculation", "choice_filter"):
                    if question.get(key):
                        question[key] = self.with_rows(question[key])
                self._rename_rows_in_words(question, "text", "help")
                for constraint in question["constraints"]:
                    constraint["expression"] = self.with_rows(constraint["expression"])

    def _rename_rows_in_words(self, part: Data, *texts: str) -> None:
        for key in texts:
            words = part.get(key, {})
            part[key] = {each: self.with_rows(text) for each, text in words.items()}

    def with_rows(self, source: str) -> str:
        return with_rows(source, self.rows_of_matrices)


def _row_codes(grid: Grid) -> list[str]:
    """The codes of the rows: those of our own export, or what their names add to the grid's."""
    own = grid.opening.own.get("rows", [])
    own = own if isinstance(own, list) else []
    names = [line.name.removeprefix(f"{grid.opening.name}_") for line in grid.rows]
    return [str(own[at]) if at < len(own) else name for at, name in enumerate(names)]
