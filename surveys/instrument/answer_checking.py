"""From what was posted to values: each page is checked alone, and what was typed is kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from surveys.instrument.model import Document, Question, Section
from surveys.instrument.problems import gettext_noop
from surveys.instrument.routing import codes_offered, compute_value, lookup, walk

Posted = Mapping[str, Sequence[str]]

SENTENCES: Mapping[str, str] = {
    "required": gettext_noop("Please answer this question."),
    "row_required": gettext_noop("Please choose an answer on this line."),
    "not_offered": gettext_noop("Please choose one of the answers offered."),
    "filtered": gettext_noop(
        "“%(choice)s” does not go with your other answers; please choose again."
    ),
    "only_one": gettext_noop("Please choose only one answer."),
    "exclusive": gettext_noop("“%(choice)s” cannot be chosen together with other answers."),
    "too_many": gettext_noop("Please choose at most %(most)s answers."),
    "other_words": gettext_noop("Please say in your own words what “%(choice)s” stands for."),
    "not_a_number": gettext_noop("“%(typed)s” is not a number. Please write digits only."),
    "not_whole": gettext_noop("“%(typed)s” is not a whole number."),
    "decimals": gettext_noop("Please write at most %(decimals)s decimal places."),
    "percent_range": gettext_noop("A percentage lies between 0 and 100."),
    "number_size": gettext_noop("This number is too large."),
    "not_a_date": gettext_noop("“%(typed)s” is not a date. Please write it like 25/11/2018."),
    "too_long": gettext_noop("Please write at most %(most)s characters; these are %(length)s."),
    "rank": gettext_noop("Please give ranks from 1 to %(last)s, each once."),
    "constraint": gettext_noop("This answer is not possible here."),
}
LONGEST = {"text": 300, "longtext": 10_000}
LARGEST = 10**15
NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?", re.ASCII)
GROUPED = {
    "vi": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII),
    "en": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer was not taken: a sentence of ours by its code, or the document's own."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""

    @property
    def template(self) -> str:
        """The English source of the sentence, to be translated and then filled in."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.message or self.template % self.params


@dataclass(frozen=True, slots=True)
class Checked:
    """A page after the check: values to store (None clears), errors by field, what was typed."""

    values: dict[str, Any]
    errors: dict[str, Refusal]
    typed: dict[str, list[str]]

    @property
    def is_valid(self) -> bool:
        return not self.errors


class _Refused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, params)


def check_page(
    document: Document,
    section_name: str,
    posted: Posted,
    answers: Mapping[str, Any],
    language: str,
    *,
    partial: bool = False,
) -> Checked:
    """Check what was posted for one section against the answers so far.

    Values hold every question of the section: its answer, or None where there is none or the
    question is not asked; what was refused is left out, so that it changes nothing. With
    ``partial`` nothing is required yet: a page saved half-way.
    """
    section = document.section(section_name)
    local = {question.name for question in section.questions}
    kept = {
        name: value
        for name, value in walk(document, answers).answers.items()
        if name.removesuffix("_other") not in local and name not in local
    }
    return check_section(document, section, posted, kept, language, partial=partial)


def check_section(
    document: Document,
    section: Section,
    posted: Posted,
    kept: dict[str, Any],
    language: str,
    *,
    partial: bool = False,
) -> Checked:
    """Check one section by the answers that count before it; ``kept`` grows by its own."""
    checked = Checked({}, {}, {})
    for question in section.questions:
        offered = codes_offered(question, kept)
        asked = offered is not None
        _keep_typed(question, posted, checked)
        values: dict[str, Any] = {question.name: None} if question.has_answer else {}
        if question.other:
            values[f"{question.name}_other"] = None
        if asked and question.kind == "calculated":
            values[question.name] = compute_value(question, kept)
        elif asked and question.has_answer:
            reader = _Reader(document, question, posted, language, partial=partial)
            reader.passing = offered or frozenset()
            values |= reader.read(kept)
            checked.errors.update(reader.errors)
            values = {each: v for each, v in values.items() if each not in reader.errors}
        checked.values.update(values)
        kept.update({name: value for name, value in values.items() if value is not None})
    return checked


def _keep_typed(question: Question, posted: Posted, checked: Checked) -> None:
    for field_name in field_names(question):
        if field_name in posted:
            checked.typed[field_name] = list(posted[field_name])


def field_names(question: Question) -> list[str]:
    """Name the form fields of a question."""
    names = [question.name]
    if question.kind == "matrix":
        names = [f"{question.name}.{row.code}" for row in question.rows]
    elif question.kind == "ranking":
        names += [f"{question.name}.{choice.code}" for choice in question.choices]
    return [*names, f"{question.name}_other"] if question.other else names


class _Reader:
    """Read the fields of one question."""

    def __init__(
        self,
        document: Document,
        question: Question,
        posted: Posted,
        language: str,
        *,
        partial: bool,
    ) -> None:
        self.document, self.question, self.posted = document, question, posted
        self.language, self.partial = language, partial
        self.errors: dict[str, Refusal] = {}
        self.passing: frozenset[str] = frozenset()

    def read(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        question = self.question
        try:
            value = READERS[question.kind](self)
        except _Refused as refused:
            self.errors[question.name] = refused.refusal
            return {}
        values = {question.name: value}
        if question.other:
            values[f"{question.name}_other"] = self.other(value)
        if value is None and question.required and not self.partial and not self.errors:
            self.errors[question.name] = Refusal("required")
        if value is not None and not self.errors:
            self.constrain(value, kept)
        return values

    def typed(self, name: str = "") -> list[str]:
        """What was typed into a field, tidied; empty entries are left out."""
        tidied = [tidy(each) for each in self.posted.get(name or self.question.name, ())]
        return [each for each in tidied if each]

    def one(self, name: str = "") -> str:
        typed = self.typed(name)
        return typed[-1] if typed else ""

    def constrain(self, value: Any, kept: Mapping[str, Any]) -> None:
        find = lookup({**kept, self.question.name: value}, here=value)
        for constraint in self.question.constraints:
            if _is_missing(self.question, value) or constraint.expression.holds(find):
                continue
            message = self.document.words(constraint.message, self.language)
            self.errors[self.question.name] = Refusal("constraint", message=message)
            return

    def single(self) -> str | None:
        codes = self.still_offered(self.typed())
        if len(codes) > 1:
            raise _Refused("only_one")
        return codes.pop() if codes else None

    def offered(self, code: str) -> str:
        if self.question.choice(code) is None:
            raise _Refused("not_offered")
        return code

    def still_offered(self, typed: Sequence[str]) -> set[str]:
        """Codes that were posted; one that the filter has taken away is told, once it matters."""
        codes = {self.offered(code) for code in typed}
        gone = codes - self.passing
        if gone and not self.partial:
            choice = self.question.choice(min(gone))
            words = self.document.words(choice.text, self.language) if choice else ""
            raise _Refused("filtered", choice=words)
        return codes & self.passing

    def multiple(self) -> list[str] | None:
        typed = self.still_offered(self.typed())
        chosen = [choice for choice in self.question.choices if choice.code in typed]
        alone = next((each for each in chosen if each.exclusive or each.missing), None)
        if alone and len(chosen) > 1:
            choice = self.document.words(alone.text, self.language)
            raise _Refused("exclusive", choice=choice)
        if self.question.at_most and len(chosen) > self.question.at_most:
            raise _Refused("too_many", most=self.question.at_most)
        return [choice.code for choice in chosen] or None

    def ranking(self) -> list[str] | None:
        """Ranks come as ``name.code`` = 1, 2, …; or as the codes in order, as scripts post them."""
        ordered = self.typed()
        if ordered:
            codes = [self.offered(code) for code in ordered]
        else:
            ranks = {
                c.code: self.one(f"{self.question.name}.{c.code}") for c in self.question.choices
            }
            given = {code: rank for code, rank in ranks.items() if rank}
            if sorted(given.values(), key=lambda rank: (len(rank), rank)) != [
                str(place + 1) for place in range(len(given))
            ]:
                raise _Refused("rank", last=len(given))
            codes = sorted(given, key=lambda code: int(given[code]))
        still = self.still_offered(codes)
        codes = [code for code in codes if code in still]
        if len(set(codes)) != len(codes):
            raise _Refused("rank", last=len(codes))
        if self.question.at_most and len(codes) > self.question.at_most:
            raise _Refused("too_many", most=self.question.at_most)
        return codes or None

    def matrix(self) -> dict[str, str] | None:
        values: dict[str, str] = {}
        for row in self.question.rows:
            name = f"{self.question.name}.{row.code}"
            codes = set(self.typed(name))
            if len(codes) > 1:
                self.errors[name] = Refusal("only_one")
            elif codes and self.question.choice(next(iter(codes))) is None:
                self.errors[name] = Refusal("not_offered")
            elif codes:
                values[row.code] = codes.pop()
            elif self.question.required and not self.partial:
                self.errors[name] = Refusal("row_required")
        return values or None

    def number(self) -> int | float | None:
        typed = self.one()
        if not typed:
            return None
        number = parse_number(typed.removesuffix("%").strip(), self.language)
        if number is None:
            raise _Refused("not_a_number", typed=shorten_quote(typed))
        if abs(number) > LARGEST:
            raise _Refused("number_size")
        if self.question.kind == "percent" and not 0 <= number <= 100:
            raise _Refused("percent_range")
        decimals = self.question.decimals or (2 if self.question.kind == "percent" else 0)
        if round(number, decimals) != number:
            if decimals == 0:
                raise _Refused("not_whole", typed=shorten_quote(typed))
            raise _Refused("decimals", decimals=decimals)
        return int(number) if number == int(number) else number

    def date(self) -> str | None:
        typed = self.one()
        if not typed:
            return None
        parsed = parse_date(typed)
        if parsed is None:
            raise _Refused("not_a_date", typed=shorten_quote(typed))
        return parsed.isoformat()

    def text(self) -> str | None:
        typed = self.one()
        most = LONGEST[self.question.kind]
        if len(typed) > most:
            raise _Refused("too_long", most=most, length=len(typed))
        return typed or None

    def other(self, value: Any) -> str | None:
        """The words that explain “other”; they are wanted when it was chosen, else dropped."""
        choice = self.question.other
        name = f"{self.question.name}_other"
        chosen = list(value.values()) if isinstance(value, Mapping) else value
        codes = chosen if isinstance(chosen, list) else [chosen]
        if choice is None or choice.code not in codes:
            return None
        words = self.one(name)
        if not words and not self.partial:
            text = self.document.words(choice.text, self.language)
            self.errors[name] = Refusal("other_words", {"choice": text})
        if len(words) > LONGEST["text"]:
            params = {"most": LONGEST["text"], "length": len(words)}
            self.errors[name] = Refusal("too_long", params)
            return None
        return words or None


READERS: Mapping[str, Callable[[_Reader], Any]] = {
    "single": _Reader.single,
    "scale": _Reader.single,
    "multiple": _Reader.multiple,
    "ranking": _Reader.ranking,
    "matrix": _Reader.matrix,
    "number": _Reader.number,
    "percent": _Reader.number,
    "date": _Reader.date,
    "text": _Reader.text,
    "longtext": _Reader.text,
}


def _is_missing(question: Question, value: Any) -> bool:
    choice = question.choice(value) if isinstance(value, str) else None
    return choice is not None and choice.missing is not None


def tidy(text: str) -> str:
    """Trim, compose accents, unify line ends and drop control characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def shorten_quote(text: str) -> str:
    """Quote at most 40 characters of what was typed."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def parse_number(typed: str, language: str) -> float | None:
    """Read a number as people of this language write it, thousands grouped or not."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", typed).replace("−", "-")
    comma_is_decimal = language == "vi"
    grouped = GROUPED["vi" if comma_is_decimal else "en"]
    if grouped.fullmatch(compact):
        compact = compact.replace("." if comma_is_decimal else ",", "")
    compact = compact.replace(",", ".")
    return float(compact) if NUMBER.fullmatch(compact) else None


def parse_date(typed: str) -> date | None:
    """Read a date as browsers post it (2018-11-25) or as people write it (25/11/2018)."""
    patterns = (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
    )
    for pattern in patterns:
        found = re.fullmatch(pattern, typed, re.ASCII)
        if found:
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None
