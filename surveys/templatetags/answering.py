"""A question's fields in its template: named by their parts, as in ``{% value question name %}``.

``question`` is a ``surveys.answering.rendering.questions.Block``. The field of a row of a matrix is
``name "." row.code``, that of the words beside a choice ``name "_other"``.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from surveys.answering.rendering.questions import Block
from surveys.instrument import markup
from surveys.instrument.types import file

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """The words of a questionnaire with their bold, italics, links and lists."""
    return mark_safe(markup.to_html(text))  # noqa: S308 -- escaped there


@register.filter
def unmarked(text: str) -> str:
    """The same words where no mark can stand."""
    return markup.to_plain(text)


@register.simple_tag
def value(question: Block, *field: str) -> str:
    """What stands in a field: the last of its values."""
    return (question.values("".join(field)) or ("",))[-1]


@register.simple_tag
def kept_file(question: Block) -> str:
    """The name of the file that stands in a field, also beside one that was refused."""
    return file.standing(value(question, question.name))


@register.simple_tag
def upload_address(question: Block) -> str:
    """Where a script sends the file of a question, from its page; it names no link."""
    return f"../../f/{question.name}/"


@register.simple_tag
def file_address(name: str) -> str:
    return f"../../file/{name}"


@register.simple_tag
def say_file(question: Block, name: str) -> str:
    return file.KIND.say_name(name, question.language)


@register.simple_tag
def checked(question: Block, code: str, *field: str) -> str:
    return " checked" if code in question.values("".join(field)) else ""


@register.simple_tag
def selected(question: Block, rank: int, *field: str) -> str:
    return " selected" if str(rank) in question.values("".join(field)) else ""


@register.simple_tag
def error(question: Block, *field: str) -> str:
    """The sentence beside a field that was refused."""
    name = "".join(field)
    if not (sentence := question.error(name)):
        return ""
    return format_html(
        '<p class="error" id="e-{}"><span class="away">{}</span> {}</p>',
        name,
        _("Error:"),
        sentence,
    )


@register.simple_tag
def described(
    question: Block, *field: str, control: bool = False, unit: bool = False
) -> SafeString:
    """Join a field with its error, unit and help, for those who hear the page.

    ``control`` is true of what one types in, which is told to be wrong; a fieldset is not.
    """
    name = "".join(field)
    is_wrong = bool(question.error(name))
    told = {
        "e": is_wrong,
        "u": unit and bool(question.unit),
        "h": bool(question.help) and name == question.name,
    }
    ids = " ".join(f"{kind}-{name}" for kind, there in told.items() if there)
    attributes = {"aria-invalid": "true" if is_wrong and control else "", "aria-describedby": ids}
    return format_html_join("", ' {}="{}"', ((k, v) for k, v in attributes.items() if v))
