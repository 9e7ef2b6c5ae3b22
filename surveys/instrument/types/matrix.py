"""Several lines with the same choices: one code a line."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.choices import WithChoices
from surveys.instrument.types.coding import Contents, part_name
from surveys.instrument.types.kind import Cells, Column, InWords
from surveys.instrument.types.posted import Fields

BLANK = {"0", "-"}


class Matrix(WithChoices):
    """An answer maps the codes of rows to codes of choices; a form has a field for each row."""

    name = "matrix"
    label = gettext_noop("several lines with the same choices")
    uses = frozenset({"choices", "rows"})
    reads = "rows"
    sentences = {
        **WithChoices.sentences,
        "row_required": gettext_noop("Please choose an answer on this line."),
        "wrong_row_count": gettext_noop(
            "Type one digit for each of the %(rows)s rows, “-” for a blank one;"
            " these are %(given)s."
        ),
    }

    def draw(self, question: Question, chance: Random) -> Any:
        return {row.code: super(Matrix, self).draw(question, chance) for row in question.rows}

    def field_names(self, question: Question) -> list[str]:
        return [f"{question.name}.{row.code}" for row in question.rows]

    def read(self, fields: Fields) -> Any:
        values: dict[str, str] = {}
        for row in fields.question.rows:
            name = f"{fields.question.name}.{row.code}"
            codes = set(fields.typed(name))
            if len(codes) > 1:
                fields.errors[name] = self.refusal("only_one")
            elif codes and fields.question.choice(next(iter(codes))) is None:
                fields.errors[name] = self.refusal("not_offered")
            elif codes:
                values[row.code] = codes.pop()
            elif fields.question.required and not fields.partial:
                fields.errors[name] = self.refusal("row_required")
        return values or None

    def post(
        self, question: Question, value: Any, language: str
    ) -> Iterator[tuple[str, list[str]]]:
        for row, code in value.items():
            yield f"{question.name}.{row}", [code]

    def codes(self, answer: Any) -> list[Any]:
        return list(answer.values())

    def columns(self, question: Question) -> Iterator[Column]:
        for row in question.rows:
            yield Column(part_name(question.name, row.code), question, self, row.code)

    def cell(self, answer: Any, code: str) -> Any:
        return self.item(answer, code)

    def describe(self, column: Column, words: InWords) -> Contents:
        whole = super().describe(column, words)
        row = next(each for each in column.question.rows if each.code == column.code)
        label = f"{words.say(row.text)} – {whole.label}"
        return Contents(whole.type, label, whole.codes)

    def item(self, answer: Any, row: str) -> Any:
        is_table = type(answer) is dict or isinstance(answer, Mapping)  # the first is quick
        return answer.get(row) if is_table else None

    def read_entry(self, question: Question, typed: str) -> Any:
        parts = typed.split() if " " in typed else list(typed)
        if len(parts) != len(question.rows):
            raise self.refusal("wrong_row_count", given=len(parts), rows=len(question.rows))
        return {
            row.code: self.choice_at(question, part)
            for row, part in zip(question.rows, parts, strict=True)
            if part not in BLANK
        }

    def write_entry(self, question: Question, value: Any) -> str:
        places = [
            super(Matrix, self).write_entry(question, value[row.code]) if row.code in value else "-"
            for row in question.rows
        ]
        return (" " if len(question.choices) > 9 else "").join(places)

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        if found := cells.code(question, text):
            cells.post(f"{question.name}.{code}", found)


KIND = Matrix()
