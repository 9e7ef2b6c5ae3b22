"""A row of the survey sheet as the data of one question."""

from surveys.instrument import types
from surveys.instrument.types.kind import Kind
from surveys.instrument.xlsform.ranges import NoRange, read_range
from surveys.instrument.xlsform.row_types import (
    ACKNOWLEDGE,
    BARCODE,
    FALSE,
    FROM_FILE,
    IMPLIED,
    KNOWN_APPEARANCES,
    LINE,
    NEEDED,
    OTHER,
    OTHERS,
    PLAIN,
    RANGE,
    RECORDINGS,
    ROWS,
    SEARCH,
    SEEN,
    SELECTS,
    TRUE,
    TYPED,
    Data,
    Line,
)
from surveys.instrument.xlsform.rows import RowReader

COMPUTED = frozenset({"text", "string", "integer", "int", "decimal", "date"})


class QuestionReader(RowReader):
    """Reads rows into questions; what a question cannot say is remarked."""

    def question(self, line: Line, outer: str) -> Data | None:
        """The question of a row, under the conditions of its groups; None for what is none."""
        kind, choices = self._kind(line)
        if not kind:
            self.dropped[line.name] = line.type
            return None
        question = self.base(line, kind, outer)
        if choices:
            question["choices"] = choices
        return question

    def _kind(self, line: Line) -> tuple[str, list[Data]]:
        fixed = self._kind_of_unasked(line)
        return (fixed, []) if fixed else self._asked(line)

    def _asked(self, line: Line) -> tuple[str, list[Data]]:
        _first, _, rest = line.type.partition(" ")
        if line.kind in SELECTS and rest:
            list_name, _, extra = rest.partition(" ")
            choices = self.choices(line, list_name)
            if extra in OTHER:
                words = {each: OTHERS.get(each, OTHERS["en"]) for each in self.written_languages()}
                choices.append({"code": "other", "text": words, "other": True})
            elif extra:
                self.remark("survey", line.number, "unknown_type", wrong=True, type=line.type)
            return line.own.get("kind") or SELECTS[line.kind].name, choices
        if line.type.lower() in ACKNOWLEDGE:
            return types.KINDS["multiple"].name, [dict(SEEN)]
        if line.type.lower() in PLAIN:
            return line.own.get("kind") or self._look(line).name, []
        if line.type.lower() in TYPED:
            if line.type.lower() == BARCODE:
                self.remark("survey", line.number, "typed", value=line.name)
            return types.KINDS["text"].name, []
        self.remark("survey", line.number, _why_dropped(line), type=line.type, value=line.name)
        return "", []

    def _kind_of_unasked(self, line: Line) -> str:
        """The kind of a row that nobody answers: one that is computed, or only read."""
        is_shown = line.kind in SELECTS and line.is_on("read_only")
        if line.own.get("kind") or (line.type.lower() not in COMPUTED and not is_shown):
            return ""
        if line.cells.get("calculation"):
            self.remark("survey", line.number, "computed", value=line.name)
            return types.KINDS["calculated"].name
        if line.is_on("read_only"):
            self.remark("survey", line.number, "read_only", value=line.name)
            return types.KINDS["note"].name
        return ""

    def _look(self, line: Line) -> Kind:
        """The kind that a type and its appearance mean together, or else the type alone."""
        looks = [(line.type.lower(), appearance) for appearance in [*line.appearances(), ""]]
        return next(ROWS[look] for look in looks if look in ROWS)

    def base(self, line: Line, kind: str, outer: str) -> Data:
        question: Data = {"name": line.name, "kind": kind, "text": line.texts.get("text", {})}
        question[LINE] = line.number
        type_ = types.kind_named(kind)
        self._idle_rules(line, type_)
        question |= {
            "help": line.texts.get("help", {}),
            "relevance": join_conditions(outer, line.cells.get("relevant", "")),
            "required": self.is_required(line) and type_.is_asked,
            "shuffle": self.shuffle(line),
        }
        question |= self._limits(line)
        for key in NEEDED:
            if line.cells.get(key) and key in type_.uses:
                question[key] = line.cells[key]
            elif line.cells.get(key):
                self.left_out("survey", line.number, key, line.cells[key])
        if type_.is_asked:
            question |= type_.from_row(line.type.lower()) if "decimals" not in question else {}
        own = (each.name for each in type_.properties)
        for key in ("unit", "decimals", "at_most", "constraints", "known", *own):
            if key in line.own:
                question[key] = line.own[key]
        self.appearances(line)
        return question

    def _idle_rules(self, line: Line, type_: Kind) -> None:
        """Remark rules that have no effect on a row of this kind."""
        written = line.cells.get("read_only", "")
        if written.lower() not in TRUE | FALSE:
            self.remark("survey", line.number, "read_only_expression", value=written)
        if type_.is_asked:
            return
        if type_.has_answer is False and self.is_required(line):
            self.remark("survey", line.number, "required_note", value=line.name)

    def appearances(self, line: Line) -> None:
        if SEARCH.search(line.cells.get("appearance", "")):
            self.remark("survey", line.number, "searched", wrong=True, value=line.name)
            return
        for appearance in line.appearances():
            if appearance not in KNOWN_APPEARANCES:
                self.remark("survey", line.number, "appearance", value=appearance)

    def is_required(self, line: Line) -> bool:
        value = line.cells.get("required", "").lower()
        if value not in TRUE | FALSE:
            self.remark("survey", line.number, "required_expression", wrong=True, value=value)
        return value in TRUE

    def shuffle(self, line: Line) -> bool:
        shuffle = False
        for parameter in line.parameters():
            if line.kind == "range" and parameter.partition("=")[0].lower() in RANGE:
                continue
            if parameter.lower() == "randomize=true":
                shuffle = True
            elif parameter.lower() != "randomize=false":
                self.remark("survey", line.number, "parameters", value=parameter)
        return shuffle

    def _limits(self, line: Line) -> Data:
        """The constraints of a row; a range is a number with its ends and steps as one."""
        source = line.cells.get("constraint", "")
        message = line.texts.get("message", {})
        if line.kind == "range":
            return self._range(line, source, message)
        if line.type.lower() in IMPLIED:
            implied, said = IMPLIED[line.type.lower()]
            source = join_conditions(implied, source)
            message = message or {
                each: said[each] for each in self.written_languages() if each in said
            }
        if message and not source:
            words = next(iter(message.values()))[:60]
            self.remark("survey", line.number, "no_constraint", value=words)
        return {"constraints": [{"expression": source, "message": message}] if source else []}

    def _range(self, line: Line, source: str, message: dict[str, str]) -> Data:
        try:
            limits = read_range(line.parameters())
        except NoRange as refusal:
            self.remark("survey", line.number, "range", wrong=True, value=str(refusal))
            return {"constraints": []}
        words = {each: limits["words"].get(each) for each in self.written_languages()}
        said = message or {language: text for language, text in words.items() if text}
        expression = join_conditions(limits["expression"], source)
        return {
            "constraints": [{"expression": expression, "message": said}],
            "decimals": limits["decimals"],
        }

    def written_languages(self) -> list[str]:
        """The languages of the labels so far; the default one before any."""
        return list(self.languages) or [self.default]


def _why_dropped(line: Line) -> str:
    if line.kind in RECORDINGS:
        return "recording"
    return "from_file" if FROM_FILE.match(line.type) else "unknown_type"


def join_conditions(one: str, other: str) -> str:
    """A condition that holds when both do."""
    if one and other:
        return f"({one}) and ({other})"
    return one or other
