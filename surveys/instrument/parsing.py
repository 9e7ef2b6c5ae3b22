"""From JSON to the parts of a document: types, names and expressions, one problem a fault."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.instrument import types
from surveys.instrument.expressions import language as expressions
from surveys.instrument.expressions.advice import name_problem
from surveys.instrument.expressions.language import Expression, ExpressionError
from surveys.instrument.model import (
    Choice,
    Constraint,
    Contradiction,
    CriterionRule,
    Document,
    Question,
    Row,
    Section,
)
from surveys.instrument.problems import Problem
from surveys.instrument.types.kind import Property

NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_]{0,30}[A-Za-z0-9])?", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
RESERVED = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}  # SPSS
    | {"byte", "double", "float", "if", "in", "int", "long", "str", "strl", "using"}  # Stata
)
NO_ATTRIBUTES = frozenset(  # columns that mean something in a sheet of choices
    {"name", "value", "label", "list_name", "hint", "media", "image", "audio", "video", "thuocdo"}
    | {"or", "and", "div", "mod"}
)


def parse_document(data: Any) -> tuple[Document, list[Problem]]:
    """Read what can be read; a document that comes with problems is not to be used."""
    problems: list[Problem] = []
    return _Reader(problems).document(data), problems


class _Reader:
    """Walk through the data, noting problems with their path."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def note(self, path: str, problem: str, **params: Any) -> None:
        self.problems.append(Problem(path or "/", problem, params))

    def document(self, data: Any) -> Document:
        part = _Part(self, "", data)
        document = Document(
            name=part.name("name"),
            version=part.string("version"),
            languages=tuple(part.strings("languages")) or ("vi",),
            title=part.text("title"),
            sections=tuple(self.section(each) for each in part.parts("sections")),
            criteria=tuple(self.criterion(each) for each in part.parts("criteria")),
            contradictions=tuple(self.contradiction(each) for each in part.parts("contradictions")),
        )
        part.refuse_others()
        return document

    def section(self, part: "_Part") -> Section:
        section = Section(
            name=part.name("name"),
            title=part.text("title"),
            intro=part.text("intro"),
            relevance=part.expression("relevance"),
            questions=tuple(self.question(each) for each in part.parts("questions")),
        )
        part.refuse_others()
        return section

    def question(self, part: "_Part") -> Question:
        kind = part.string("kind")
        question = Question(
            name=part.name("name"),
            kind=kind,
            text=part.text("text"),
            help=part.text("help"),
            choices=tuple(self.choice(each) for each in part.parts("choices")),
            rows=tuple(self.row(each) for each in part.parts("rows")),
            unit=part.text("unit"),
            decimals=part.whole("decimals") or 0,
            at_most=part.whole("at_most"),
            shuffle=part.flag("shuffle"),
            required=part.flag("required"),
            relevance=part.expression("relevance"),
            choice_filter=part.expression("choice_filter", columns=True),
            calculation=part.expression("calculation"),
            known=part.string("known", required=False),
            constraints=tuple(self.constraint(each) for each in part.parts("constraints")),
            properties=part.properties(types.kind_named(kind).properties),
        )
        part.refuse_others()
        return question

    def choice(self, part: "_Part") -> Choice:
        choice = Choice(
            code=part.code("code"),
            text=part.text("text"),
            exclusive=part.flag("exclusive"),
            missing=part.string("missing", required=False) or None,
            other=part.flag("other"),
            fixed=part.flag("fixed"),
            attributes=part.attributes("attributes"),
        )
        part.refuse_others()
        return choice

    def row(self, part: "_Part") -> Row:
        row = Row(part.code("code"), part.text("text"))
        part.refuse_others()
        return row

    def constraint(self, part: "_Part") -> Constraint:
        expression = part.expression("expression", required=True)
        constraint = Constraint(expression or NOTHING, part.text("message"))
        part.refuse_others()
        return constraint

    def criterion(self, part: "_Part") -> CriterionRule:
        reverse = part.take("reverse", (int, float), "a number", required=False)
        rule = CriterionRule(
            criterion=part.name("criterion"),
            measure=part.string("measure"),
            items=tuple(part.strings("items")),
            named=tuple(part.strings("named", required=False)),
            reverse=reverse,
            where=part.expression("where"),
        )
        part.refuse_others()
        return rule

    def contradiction(self, part: "_Part") -> Contradiction:
        expression = part.expression("expression", required=True)
        contradiction = Contradiction(
            part.name("name"), expression or NOTHING, part.text("message")
        )
        part.refuse_others()
        return contradiction


NOTHING = expressions.parse("false()")


class _Part:
    """One mapping inside the data, and where it stands."""

    def __init__(self, reader: _Reader, path: str, data: Any) -> None:
        self.reader, self.path = reader, path
        self.seen: set[str] = set()
        if not isinstance(data, Mapping):
            reader.note(
                path, "wrong_type", key=path.rpartition("/")[2] or "/", expected="an object"
            )
            data = {}
        self.data = data

    def note(self, place: str, problem: str, **params: Any) -> None:
        self.reader.note(f"{self.path}/{place}", problem, **params)

    def take(
        self, key: str, kinds: type | tuple[type, ...], expected: str, *, required: bool
    ) -> Any:
        self.seen.add(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.note(key, "missing", key=key)
            return None
        wanted = kinds if isinstance(kinds, tuple) else (kinds,)
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            self.note(key, "wrong_type", key=key, expected=expected)
            return None
        return value

    def string(self, key: str, *, required: bool = True) -> str:
        value = self.take(key, str, "a text", required=required)
        return value or ""

    def name(self, key: str) -> str:
        name = self.string(key)
        if name and not NAME.fullmatch(name):
            self.note(key, "bad_name", name=name)
        elif name.lower() in RESERVED:
            self.note(key, "reserved_name", name=name)
        return name

    def code(self, key: str) -> str:
        code = self.string(key)
        if code and not CODE.fullmatch(code):
            self.note(key, "bad_code", code=code)
        return code

    def flag(self, key: str) -> bool:
        return bool(self.take(key, bool, "true or false", required=False))

    def whole(self, key: str) -> int | None:
        value: int | None = self.take(key, int, "a whole number", required=False)
        if value is not None and not 0 <= value <= 1000:
            self.note(key, "wrong_type", key=key, expected="a whole number from 0 to 1000")
        return value

    def text(self, key: str) -> dict[str, str]:
        """Read a text per language; which are missing is for the review to say."""
        value = self.take(key, dict, "an object with a text for each language", required=False)
        for language, words in (value or {}).items():
            if not isinstance(language, str) or not isinstance(words, str):
                self.note(f"{key}/{language}", "wrong_type", key=str(language), expected="a text")
                return {}
        trimmed = {language: words.strip() for language, words in (value or {}).items()}
        return {language: words for language, words in trimmed.items() if words}

    def strings(self, key: str, *, required: bool = True) -> list[str]:
        value = self.take(key, list, "a list", required=required)
        if any(not isinstance(each, str) for each in value or []):
            self.note(key, "wrong_type", key=key, expected="a list of texts")
            return []
        return list(value or [])

    def parts(self, key: str) -> Iterator["_Part"]:
        value = self.take(key, list, "a list", required=False)
        for position, each in enumerate(value or []):
            yield _Part(self.reader, f"{self.path}/{key}/{position}", each)

    def attributes(self, key: str) -> dict[str, str]:
        """Read what is known of a choice besides its code, in the order of the names."""
        found = self.text(key)
        for name in found:
            if not NAME.fullmatch(name) or name.lower() in NO_ATTRIBUTES:
                self.note(f"{key}/{name}", "bad_attribute", name=name)
        return dict(sorted(found.items()))

    def properties(self, declared: Iterable[Property]) -> dict[str, Any]:
        """Read what only this kind of question has; what is not given stays out."""
        read = {"flag": self.flag, "whole": self.whole, "string": self._words}
        found = {each.name: read[each.holds](each.name) for each in declared}
        return {name: value for name, value in found.items() if value not in (None, False, "")}

    def _words(self, key: str) -> str:
        return self.string(key, required=False).strip()

    def expression(
        self, key: str, *, required: bool = False, columns: bool = False
    ) -> Expression | None:
        source = self.string(key, required=required).strip()
        if not source:
            return None
        try:
            return expressions.parse(source, columns=columns)
        except ExpressionError as refusal:
            params = {"position": refusal.position, "found": refusal.found}
            self.note(key, name_problem(refusal), source=source, **params)
            return None

    def refuse_others(self) -> None:
        for key in self.data:
            if key not in self.seen:
                self.note(str(key), "unknown_key", key=key)
