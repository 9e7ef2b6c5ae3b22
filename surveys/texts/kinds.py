"""Which texts the Association words itself, and which fields each may name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.text import nest_quotes

FIELD = re.compile(r"\{([^{}\n]{1,40})\}")
# What stands between the braces, in words of whoever writes.
FIELDS: dict[str, str | Promise] = {
    "enterprise": _("name of the enterprise"),
    "wave": _("title of the survey"),
    "year": _("year"),
    "minutes": _("minutes"),
    "deadline": _("last day"),
    "association": _("name of the Association"),
    "protection": _("how answers are protected"),
    "contact": _("whom to call"),
    "phone": _("telephone to call"),
    "link": _("personal link"),
    "code": _("short code"),
    "site": _("where the code is typed"),
    "opt_out": _("link for no more letters"),
    "access": _("box with QR code and short code"),
}
EVERYWHERE = (
    "wave",
    "year",
    "minutes",
    "deadline",
    "association",
    "protection",
    "contact",
    "phone",
)
LINK = ("link", "code", "site")


@dataclass(frozen=True, slots=True)
class TextKind:
    """One text: which fields it may name, and without which it would be of no use."""

    key: str
    name: str | Promise
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    has_subject: bool = False
    is_short: bool = False  # a text message


def _letter(key: str, name: str | Promise, *more: str, required: tuple[str, ...]) -> TextKind:
    return TextKind(key, name, ("enterprise", *EVERYWHERE, *more), required, has_subject=True)


def _short(key: str, name: str | Promise, *more: str, required: tuple[str, ...]) -> TextKind:
    return TextKind(key, name, ("enterprise", *EVERYWHERE, *more), required, is_short=True)


ASKS = ("link", "opt_out")  # what must stand in a message that asks for answers
_KINDS = [
    _letter("invitation", _("Invitation by e-mail"), *LINK, "opt_out", required=ASKS),
    _short("invitation_short", _("Invitation as text message"), *LINK, "opt_out", required=ASKS),
    _letter("reminder", _("Reminder by e-mail"), *LINK, "opt_out", required=ASKS),
    _short("reminder_short", _("Reminder as text message"), *LINK, "opt_out", required=ASKS),
    _letter(
        "reminder_blind",
        _("Reminder by e-mail, blind wave"),
        "site",
        "opt_out",
        required=("opt_out",),
    ),
    _short(
        "reminder_blind_short",
        _("Reminder as text message, blind wave"),
        "site",
        "opt_out",
        required=("opt_out",),
    ),
    _letter("letter", _("Letter of invitation"), "access", "site", required=("access",)),
    _letter("letter_reminder", _("Reminder on paper"), "access", "site", required=("access",)),
    _letter("letter_reminder_blind", _("Reminder on paper, blind wave"), "site", required=()),
    TextKind("welcome", _("First page of the questionnaire"), EVERYWHERE),
    TextKind("thanks", _("Page of thanks"), EVERYWHERE),
]
KINDS = {kind.key: kind for kind in _KINDS}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the fields; a paragraph whose only words are an empty field goes away."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    filled = [
        FIELD.sub(lambda found: values.get(found[1], found[0]), paragraph)
        for paragraph in paragraphs
    ]
    return "\n\n".join(nest_quotes(each) for each in filled if each.strip())


def read_fields(text: str) -> str:
    """Write fields by their names, whichever language the writer named them in."""
    by_label = {
        _plain(label): name
        for language, _n in settings.LANGUAGES
        for name, label in _labels(language)
    }
    return FIELD.sub(lambda found: f"{{{by_label.get(_plain(found[1]), found[1].strip())}}}", text)


def write_fields(text: str) -> str:
    """Write fields in words, as whoever edits the text reads them."""
    return FIELD.sub(
        lambda found: f"{{{FIELDS[found[1]]}}}" if found[1] in FIELDS else found[0], text
    )


def unknown_fields(kind: TextKind, text: str) -> list[str]:
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name not in kind.fields]


def missing_fields(kind: TextKind, text: str) -> list[str]:
    named = set(FIELD.findall(text))
    return [name for name in kind.required if name not in named]


def _labels(language: str) -> list[tuple[str, str]]:
    with translation.override(language):
        return [(name, str(label)) for name, label in FIELDS.items()]


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
