"""The HTML of one question: a template by its kind, with what the respondent has given."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from surveys.answering.rendering.disputes import Dispute
from surveys.instrument import types
from surveys.instrument.posting import fields_of
from surveys.instrument.routing import Shown, ShownChoice, ShownRow

MOST = 8192  # questions kept in a process, with each answer that is a choice
MOST_SIDE_BY_SIDE = 7  # choices of a line, in the width of a phone

Fields = tuple[tuple[str, tuple[str, ...]], ...]


class Block(NamedTuple):
    """All that decides how a question looks: its words, what was given, what was refused."""

    name: str
    kind: str
    text: str
    help: str
    unit: str
    choices: tuple[ShownChoice, ...]
    rows: tuple[ShownRow, ...]
    at_most: int | None
    required: bool
    conditional: bool
    visible: bool
    language: str
    repeats: bool  # an earlier answer, in its words
    is_known: bool = False  # filled in from the register, not answered yet
    given: Fields = ()
    errors: tuple[tuple[str, str], ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def template(self) -> str:
        return f"answering/kinds/{types.kind_named(self.kind).widget}.html"

    @property
    def reads(self) -> str:
        return types.kind_named(self.kind).reads

    def values(self, field: str) -> tuple[str, ...]:
        return dict(self.given).get(field, ())

    @property
    def is_compact(self) -> bool:
        """Whether the choices of a line fit side by side on a phone."""
        return len(self.choices) <= MOST_SIDE_BY_SIDE

    @property
    def places(self) -> list[str]:
        """The places of a ranking, each with the code that stands there."""
        ranked = list(self.values(self.name))
        number = min(self.at_most or len(self.choices), len(self.choices))
        return (ranked + [""] * number)[: max(number, len(ranked))]

    def error(self, field: str) -> str:
        return dict(self.errors).get(field, "")

    @property
    def holds_choices_only(self) -> bool:
        """Whether everybody who chose the same sees the same; nobody's own words are in it."""
        is_own = self.repeats or any(field.endswith("_other") for field, _values in self.given)
        is_own = is_own or bool(self.disputes)
        return not self.errors and not is_own and bool(self.choices or not self.given)


def question_html(
    shown: Shown,
    language: str,
    answers: Mapping[str, Any],
    typed: Mapping[str, list[str]],
    errors: Mapping[str, str],
    disputes: Sequence[Dispute] = (),
    *,
    is_known: bool = False,
) -> SafeString:
    """Return one question with its answers, errors and what was typed."""

    def make() -> SafeString:
        block = _block_of(shown, language, answers, typed, errors, disputes, is_known=is_known)
        return _render_once(block) if block.holds_choices_only else _render(block)

    is_bare = not (typed or errors or disputes or is_known)
    is_bare = is_bare and answers.get(shown.name) == shown.value
    return shown.keep("question", make) if is_bare else make()


def _block_of(
    shown: Shown,
    language: str,
    answers: Mapping[str, Any],
    typed: Mapping[str, list[str]],
    errors: Mapping[str, str],
    disputes: Sequence[Dispute],
    *,
    is_known: bool,
) -> Block:
    name = shown.name
    given = dict(fields_of(shown.question, answers, language)) | _own(name, typed)
    return Block(
        name=name,
        kind=shown.kind,
        text=shown.text,
        help=shown.help,
        unit=shown.unit,
        choices=shown.choices,
        rows=shown.rows,
        at_most=shown.question.at_most,
        required=shown.question.required,
        conditional=shown.conditional,
        visible=shown.visible,
        language=language,
        repeats=shown.question.repeats_answers,
        is_known=is_known,
        given=tuple((field, tuple(values)) for field, values in given.items()),
        errors=tuple(_own(name, errors).items()),
        disputes=tuple(each for each in disputes if each.name.partition(".")[0] == name),
    )


def _own(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those fields of a page that belong to one question."""
    if not fields:
        return {}
    return {
        field: value
        for field, value in fields.items()
        if field == name or field == f"{name}_other" or field.startswith(f"{name}.")
    }


def _render(block: Block) -> SafeString:
    html = render_to_string("answering/question.html", {"question": block})
    return mark_safe(html)  # noqa: S308 -- made by a template


_render_once = lru_cache(maxsize=MOST)(_render)
