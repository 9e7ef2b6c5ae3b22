"""The HTML of questions: made once per wording, then filled in for each respondent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from surveys.answering.forms import fields_of
from surveys.answering.rendering.marks import Pieces, pieces_of
from surveys.instrument import types
from surveys.instrument.routing import Shown, ShownChoice, ShownRow

MOST = 4096  # wordings kept in a process


@dataclass(frozen=True, slots=True)
class Wording:
    """All that decides how a question looks before anybody has answered it."""

    name: str
    kind: str
    text: str
    help: str
    unit: str
    choices: tuple[ShownChoice, ...]
    rows: tuple[ShownRow, ...]
    required: bool
    conditional: bool
    language: str

    @property
    def template(self) -> str:
        return f"answering/kinds/{types.named(self.kind).widget}.html"


@dataclass(frozen=True, slots=True)
class Filling:
    """What one respondent's page adds: fields, errors, and whether the question is asked."""

    fields: Mapping[str, Sequence[str]]
    errors: Mapping[str, str]
    visible: bool


def question_html(
    shown: Shown,
    language: str,
    answers: Mapping[str, Any],
    typed: Mapping[str, list[str]],
    errors: Mapping[str, str],
) -> SafeString:
    """Return one question with its answers, errors and what was typed."""
    laid = render_question(shown, language)
    fields = dict(fields_of(shown.question, answers, language))
    if shown.visible and not (fields or typed or errors):
        return laid.empty
    return fill_question(laid.pieces, Filling(fields | dict(typed), errors, shown.visible))


@dataclass(frozen=True, slots=True)
class Laid:
    """A question's HTML, with its marks and without any."""

    pieces: Pieces
    empty: SafeString


LAST: dict[tuple[int, str], tuple[Wording, Laid]] = {}


def render_question(shown: Shown, language: str) -> Laid:
    """Return the HTML of a question, at once if it was shown in the same words before.

    To compare a wording with the last one costs less than to look it up among all.
    """
    place = (id(shown.question), language)
    last, laid = LAST.get(place, (None, None))
    if laid and last and _is_worded(shown, last):
        return laid
    wording = Wording(
        shown.name,
        shown.kind,
        shown.text,
        shown.help,
        shown.unit,
        shown.choices,
        shown.rows,
        shown.question.required,
        shown.conditional,
        language,
    )
    if len(LAST) > MOST:
        LAST.clear()
    laid = layout(wording)
    LAST[place] = wording, laid
    return laid


def _is_worded(shown: Shown, wording: Wording) -> bool:
    """Whether all that the layout depends on is the same; choices and rows are the same objects."""
    return (
        shown.choices is wording.choices
        and shown.rows is wording.rows
        and (shown.name, shown.kind, shown.text, shown.help, shown.unit)
        == (wording.name, wording.kind, wording.text, wording.help, wording.unit)
        and (shown.conditional, shown.question.required) == (wording.conditional, wording.required)
    )


@lru_cache(maxsize=MOST)
def layout(wording: Wording) -> Laid:
    html = render_to_string("answering/question.html", {"question": wording, "mark": Marks()})
    pieces = pieces_of(html)
    return Laid(pieces, mark_safe("".join(pieces[::2])))  # noqa: S308 -- laid out by template


class Marks:
    """Beginnings of marks by kind, for the template; a field's name and ``end`` follow."""

    checked = mark_safe("\x01checked:")
    selected = mark_safe("\x01selected:")
    value = mark_safe("\x01value:")
    error = mark_safe("\x01error:")
    described = mark_safe("\x01described:")
    hidden = mark_safe("\x01hidden:\x02")
    end = mark_safe("\x02")


def _nothing(_rest: str, _filling: Filling) -> str:
    return ""


def fill_question(pieces: Pieces, filling: Filling) -> SafeString:
    out = list(pieces)
    for place in range(1, len(out), 2):
        kind, _colon, rest = pieces[place].partition(":")
        out[place] = FILLERS.get(kind, _nothing)(rest, filling)
    return mark_safe("".join(out))  # noqa: S308 -- laid out by template, values escaped below


def _checked_attribute(rest: str, filling: Filling) -> str:
    name, _equals, code = rest.partition("=")
    return " checked" if code in filling.fields.get(name, ()) else ""


def _value(rest: str, filling: Filling) -> str:
    values = filling.fields.get(rest, ())
    return escape(values[-1]) if values else ""


def _selected_attribute(rest: str, filling: Filling) -> str:
    name, _equals, rank = rest.partition("=")
    return " selected" if rank in filling.fields.get(name, ()) else ""


def _error(rest: str, filling: Filling) -> str:
    if rest not in filling.errors:
        return ""
    return format_html(
        '<p class="error" id="e-{}"><span class="away">{}</span> {}</p>',
        rest,
        _("Error:"),
        filling.errors[rest],
    )


def _described_by(rest: str, filling: Filling) -> str:
    """Join a control with its error, help and unit; flags follow the field's name."""
    name, _equals, flags = rest.partition("=")
    wrong = name in filling.errors
    ids = [f"e-{name}"] if wrong else []
    ids += [f"{flag}-{name}" for flag in flags if flag in "hu"]
    invalid = ' aria-invalid="true"' if wrong and "i" in flags else ""
    return f'{invalid} aria-describedby="{" ".join(ids)}"' if ids else ""


def _hidden_attribute(_rest: str, filling: Filling) -> str:
    return "" if filling.visible else " hidden"


FILLERS = {
    "checked": _checked_attribute,
    "selected": _selected_attribute,
    "value": _value,
    "error": _error,
    "described": _described_by,
    "hidden": _hidden_attribute,
}
