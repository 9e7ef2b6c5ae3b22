"""The HTML of questions: made once per wording, then filled in for each respondent.

A page of forty questions holds some two hundred controls. Laying them out by template for every
visit would be most of the work of the server, so a question is laid out once for each wording it
can have, with marks where the respondent's answers go, and kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from surveys.forms.answering import fields_of
from surveys.instrument.flow import Shown, ShownChoice, ShownRow

MARK = re.compile("\x01([a-z]+):([^\x01\x02]*)\x02")


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
    fields = dict(fields_of(shown.question, answers, language)) | {
        name: values
        for name, values in typed.items()
        if name.partition(".")[0].removesuffix("_other") == shown.name or name == shown.name
    }
    return filled(layout(wording), Filling(fields, errors, shown.visible))


@lru_cache(maxsize=4096)
def layout(wording: Wording) -> tuple[str, ...]:
    """Lay out a question; even places hold HTML, odd places marks to be filled in."""
    html = render_to_string("answering/question.html", {"question": wording, "mark": Marks()})
    parts = MARK.split(html)
    pieces: list[str] = [parts[0]]
    for place in range(1, len(parts), 3):
        pieces += [f"{parts[place]}:{parts[place + 1]}", parts[place + 2]]
    return tuple(pieces)


class Marks:
    """Marks by kind, for the template: ``{{ mark.value }}`` stands before a field's name."""

    checked = mark_safe("\x01checked:")
    selected = mark_safe("\x01selected:")
    value = mark_safe("\x01value:")
    error = mark_safe("\x01error:")
    described = mark_safe("\x01described:")
    hidden = mark_safe("\x01hidden:\x02")
    end = mark_safe("\x02")


def filled(pieces: tuple[str, ...], filling: Filling) -> SafeString:
    out = list(pieces)
    for place in range(1, len(out), 2):
        kind, _colon, rest = pieces[place].partition(":")
        out[place] = FILLERS[kind](rest, filling)
    return mark_safe("".join(out))  # noqa: S308 -- laid out by template, values escaped below


def _checked(rest: str, filling: Filling) -> str:
    name, _equals, code = rest.partition("=")
    return " checked" if code in filling.fields.get(name, ()) else ""


def _value(rest: str, filling: Filling) -> str:
    values = filling.fields.get(rest, ())
    return conditional_escape(values[-1]) if values else ""


def _selected(rest: str, filling: Filling) -> str:
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


def _described(rest: str, filling: Filling) -> str:
    """Join a control with its error, help and unit; flags follow the field's name."""
    name, _equals, flags = rest.partition("=")
    wrong = name in filling.errors
    ids = [f"e-{name}"] if wrong else []
    ids += [f"{flag}-{name}" for flag in flags if flag in "hu"]
    invalid = ' aria-invalid="true"' if wrong and "i" in flags else ""
    return f'{invalid} aria-describedby="{" ".join(ids)}"' if ids else ""


def _hidden(rest: str, filling: Filling) -> str:
    return "" if filling.visible else " hidden"


FILLERS = {
    "checked": _checked,
    "selected": _selected,
    "value": _value,
    "error": _error,
    "described": _described,
    "hidden": _hidden,
}
