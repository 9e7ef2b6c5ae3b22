"""The sheets of an XLSForm, read row by row into the data of a document."""

from collections.abc import Iterable

from surveys.instrument import types
from surveys.instrument.expressions.values import DECIMAL
from surveys.instrument.types import matrix
from surveys.instrument.types.kind import Kind
from surveys.instrument.xlsform.names import INTRO, with_rows
from surveys.instrument.xlsform.remarks import Remark
from surveys.instrument.xlsform.row_types import (
    FALSE,
    INTRO_ROW,
    KNOWN_APPEARANCES,
    LINE,
    METADATA,
    NEEDED,
    OR_OTHER,
    OWN_PAGE,
    PLAIN,
    RANGE,
    ROWS,
    SELECTS,
    TRUE,
    Data,
    Group,
    Line,
)
from surveys.instrument.xlsform.rows import RowReader
from surveys.instrument.xlsform.sheets import Sheet


class Builder(RowReader):
    """Reads sheets into data, and remembers where everything stood."""

    def __init__(self, sheets: dict[str, Sheet], default: str, remarks: list[Remark]) -> None:
        super().__init__(sheets, default, remarks)
        self.origin: dict[str, tuple[str, int]] = {}
        self.rows_of_matrices: dict[str, str] = {}

    def sections(self) -> list[Data]:
        """Read the survey sheet: groups become sections, or matrices when they are shown as one."""
        sections: list[Data] = []
        open_groups: list[Group] = []
        for row in self.sheets["survey"].rows:
            line = self.line(row, "survey")
            if line.type:
                self._line(line, sections, open_groups)
        for group in open_groups:
            self.remark("survey", group.line.number, "group_open", wrong=True, name=group.line.name)
        self.unused()
        self._rename_rows(sections)
        return sections

    def _line(self, line: Line, sections: list[Data], open_groups: list[Group]) -> None:
        kind = (
            line.type.lower()
            .replace("begin group", "begin_group")
            .replace("end group", "end_group")
        )
        kind = kind.replace("begin repeat", "begin_repeat").replace("end repeat", "end_repeat")
        if kind == "begin_group":
            self._begin(line, sections, open_groups)
        elif kind == "end_group":
            if open_groups:
                open_groups.pop()
            else:
                self.remark("survey", line.number, "group_end", wrong=True)
        elif kind in ("begin_repeat", "end_repeat"):
            self.remark("survey", line.number, "repeat", wrong=kind == "begin_repeat")
        elif kind in METADATA:
            self.remark("survey", line.number, "metadata", type=line.type)
        elif open_groups and open_groups[-1].is_matrix:
            self._matrix_row(line, open_groups[-1])
        else:
            self._question(line, self._section(line, sections, open_groups), open_groups)

    def _begin(self, line: Line, sections: list[Data], open_groups: list[Group]) -> None:
        shown_as_matrix = {"table-list", "list-nolabel"} & set(line.appearances())
        kind = types.named(line.own.get("kind"))
        if "rows" in kind.uses or (open_groups and shown_as_matrix):
            section = self._section(line, sections, open_groups)
            question = self._base(line, matrix.KIND.name, _join_conditions(open_groups))
            question |= {"rows": [], "choices": []}
            section["questions"].append(question)
            open_groups.append(Group(line, question, is_matrix=True))
            return
        relevance = line.cells.get("relevant", "")
        if open_groups:
            title = next(iter(line.texts.get("text", {}).values()), line.name)
            self.remark("survey", line.number, "group_flattened", title=title)
            self._leftovers(line, {"type", "name", "relevant", "appearance"})
            open_groups.append(Group(line, open_groups[-1].data, relevance=relevance))
            return
        section = {
            "name": line.name,
            "title": line.texts.get("text", {}),
            "relevance": relevance,
            "questions": [],
        }
        self.origin[f"/sections/{len(sections)}"] = ("survey", line.number)
        sections.append(section)
        self._leftovers(line, {"type", "name", "relevant", "appearance"})
        open_groups.append(Group(line, section))

    def _section(self, line: Line, sections: list[Data], open_groups: list[Group]) -> Data:
        """The section a row belongs to; rows outside all groups get a page of their own."""
        if open_groups:
            return open_groups[-1].data
        if not sections or not sections[-1].get(OWN_PAGE):
            name = f"page_{len(sections) + 1}"
            self.origin[f"/sections/{len(sections)}"] = ("survey", line.number)
            title = {self.default: f"{len(sections) + 1}"}
            sections.append({"name": name, "title": title, "questions": [], OWN_PAGE: True})
        return sections[-1]

    def _question(self, line: Line, section: Data, open_groups: list[Group]) -> None:
        is_plain = line.cells.keys() <= {"type", "name"} and line.texts.keys() <= {"text"}
        if line.name == f"{section['name']}{INTRO}" and line.type == INTRO_ROW and is_plain:
            section["intro"] = line.texts.get("text", {})
            return
        if "other_of" in line.own:
            return  # written by our export; the choice that is flagged “other” says it all
        kind, choices = self._kind(line)
        if not kind:
            return
        question = self._base(line, kind, _join_conditions(open_groups))
        if choices:
            question["choices"] = choices
        section["questions"].append(question)

    def _kind(self, line: Line) -> tuple[str, list[Data]]:
        first, _, rest = line.type.partition(" ")
        first = first.lower()
        if first in SELECTS and rest:
            list_name, _, extra = rest.partition(" ")
            choices = self.choices(line, list_name)
            if extra == "or_other":
                choices.append(dict(OR_OTHER))
            elif extra:
                self.remark("survey", line.number, "unknown_type", wrong=True, type=line.type)
            return line.own.get("kind") or SELECTS[first].name, choices
        if line.type.lower() in PLAIN:
            return line.own.get("kind") or self._look(line).name, []
        self.remark("survey", line.number, "unknown_type", type=line.type)
        return "", []

    def _look(self, line: Line) -> Kind:
        """The kind that a type and its appearance mean together, or else the type alone."""
        looks = [(line.type.lower(), appearance) for appearance in [*line.appearances(), ""]]
        return next(ROWS[look] for look in looks if look in ROWS)

    def _base(self, line: Line, kind: str, outer: str) -> Data:
        question: Data = {"name": line.name, "kind": kind, "text": line.texts.get("text", {})}
        question[LINE] = line.number
        relevance = _both(outer, line.cells.get("relevant", ""))
        question |= {
            "help": line.texts.get("help", {}),
            "relevance": relevance,
            "required": self._required(line),
            "shuffle": self._shuffle(line),
            "constraints": self._constraints(line),
        }
        type_ = types.named(kind)
        for key in NEEDED:
            if line.cells.get(key) and key in type_.uses:
                question[key] = line.cells[key]
            elif line.cells.get(key):
                self.left_out("survey", line.number, key, line.cells[key])
        question |= type_.from_row(line.type.lower())
        if line.type.lower() == "range":
            places = [each.partition(".")[2] for each in line.parameters()]
            question["decimals"] = max((len(each) for each in places), default=0)
        own = (each.name for each in type_.properties)
        for key in ("unit", "decimals", "at_most", "constraints", *own):
            if key in line.own:
                question[key] = line.own[key]
        self._appearances(line)
        return question

    def _appearances(self, line: Line) -> None:
        for appearance in line.appearances():
            if appearance not in KNOWN_APPEARANCES:
                self.remark("survey", line.number, "appearance", value=appearance)

    def _required(self, line: Line) -> bool:
        value = line.cells.get("required", "").lower()
        if value not in TRUE | FALSE:
            self.remark("survey", line.number, "required_expression", wrong=True, value=value)
        return value in TRUE

    def _shuffle(self, line: Line) -> bool:
        shuffle = False
        for parameter in line.parameters():
            if line.type.lower() == "range" and parameter.partition("=")[0].lower() in RANGE:
                continue
            if parameter.lower() == "randomize=true":
                shuffle = True
            elif parameter.lower() != "randomize=false":
                self.remark("survey", line.number, "parameters", value=parameter)
        return shuffle

    def _constraints(self, line: Line) -> list[Data]:
        source = line.cells.get("constraint", "")
        message = line.texts.get("message", {})
        if message and not source and line.type.lower() != "range":
            words = next(iter(message.values()))[:60]
            self.remark("survey", line.number, "no_constraint", value=words)
        limits = self._range(line) if line.type.lower() == "range" else ""
        source = _both(limits, source)
        return [{"expression": source, "message": message}] if source else []

    def _range(self, line: Line) -> str:
        """A range becomes a number with its ends as a constraint; see ``decimals`` for its step."""
        given = dict(parameter.lower().split("=", 1) for parameter in line.parameters())
        start, end = given.get("start", "1"), given.get("end", "10")
        if not DECIMAL.fullmatch(start) or not DECIMAL.fullmatch(end):
            self.remark("survey", line.number, "range", wrong=True, value=f"{start}, {end}")
            return ""
        return f". >= {start} and . <= {end}"

    def _leftovers(self, line: Line, known: Iterable[str]) -> None:
        for column, value in line.cells.items():
            if column not in known:
                self.left_out("survey", line.number, column, value)
        self._leftover_texts(line)
        self._appearances(line)

    def _leftover_texts(self, line: Line) -> None:
        for key, column in (("help", "hint"), ("message", "constraint_message")):
            if line.texts.get(key):
                words = next(iter(line.texts[key].values()))
                self.left_out("survey", line.number, column, words)

    def _matrix_row(self, line: Line, group: Group) -> None:
        matrix = group.data
        first, _, list_name = line.type.partition(" ")
        if first.lower() != "select_one":
            self.remark("survey", line.number, "unknown_type", wrong=True, type=line.type)
            return
        if "label" in line.appearances():
            return  # the heading row of a table; the matrix has the choices already
        choices = self.choices(line, list_name)
        if matrix["choices"] and matrix["choices"] != choices:
            self.remark("survey", line.number, "matrix_lists", wrong=True)
        matrix["choices"] = choices
        matrix["required"] = matrix["required"] or self._required(line)
        matrix["shuffle"] = matrix["shuffle"] or self._shuffle(line)
        codes = group.line.own.get("rows", [])
        at = len(matrix["rows"])
        code = codes[at] if at < len(codes) else line.name.removeprefix(f"{matrix['name']}_")
        matrix["rows"].append({"code": code, "text": line.texts.get("text", {})})
        self.rows_of_matrices[line.name] = f"{matrix['name']}.{code}"
        for key in ("relevant", "constraint", "calculation", "choice_filter"):
            if key in line.cells:
                self.left_out("survey", line.number, key, line.cells[key])
        self._leftover_texts(line)
        self._appearances(line)

    def _rename_rows(self, sections: list[Data]) -> None:
        """Expressions speak of the rows of a matrix by our names, now that all are known."""
        for at, section in enumerate(sections):
            section.pop(OWN_PAGE, None)
            section["relevance"] = self.with_rows(section.get("relevance", ""))
            for place, question in enumerate(section["questions"]):
                origin = ("survey", question.pop(LINE))
                self.origin[f"/sections/{at}/questions/{place}"] = origin
                for key in ("relevance", "calculation", "choice_filter"):
                    if question.get(key):
                        question[key] = self.with_rows(question[key])
                for constraint in question["constraints"]:
                    constraint["expression"] = self.with_rows(constraint["expression"])

    def with_rows(self, source: str) -> str:
        return with_rows(source, self.rows_of_matrices)


def _both(one: str, other: str) -> str:
    if one and other:
        return f"({one}) and ({other})"
    return one or other


def _join_conditions(groups: list[Group]) -> str:
    """The conditions of the groups inside a page; that of the page itself is kept apart."""
    relevance = ""
    for group in groups:
        relevance = _both(relevance, group.relevance)
    return relevance
