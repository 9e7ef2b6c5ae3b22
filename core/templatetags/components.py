"""Parts of a page: ``icon``, ``component`` (a part around content), ``fonts``, ``keep_query``,
``sort_head`` (the heading of a column one can sort by)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import letterhead
from core.http.refused_lists import recall
from core.messaging import headers
from core.messaging.mail import mailbox
from core.tabular.sorting import Sorting

register = template.Library()
NO_CHOICE = "---------"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
PHONE = re.compile(r"\+?[\d .()-]{8,20}")
FONT_SHEET = "fonts/be-vietnam-pro.css"


@register.simple_tag
@lru_cache(maxsize=512)  # a long list draws the same few signs hundreds of times
def icon(name: str, extra: str = "") -> str:
    """Draw a sign: ``{% icon "check" %}``. The names stand in components/icon.html."""
    return get_template("components/icon.html").render({"name": name, "extra": extra})


@register.simple_block_tag(takes_context=True)
def component(context: template.Context, content: str, name: str, **values: Any) -> str:
    """Put a part around content: ``{% component "card" title=… %} … {% endcomponent %}``.

    The part sees its values, ``content`` and the request, and nothing else of the page.
    """
    part = get_template(f"components/{name}.html")
    return part.render({**values, "content": content, "csrf_token": context.get("csrf_token")})


@lru_cache(maxsize=1)
def fonts_are_built() -> bool:
    return any((folder / FONT_SHEET).exists() for folder in settings.STATICFILES_DIRS)


@register.simple_tag
def fonts() -> str:
    """Link our own letters if ``make setup`` has built them; the system's serve until then."""
    if not fonts_are_built():
        return ""
    return format_html('<link rel="stylesheet" href="{}">', static(FONT_SHEET))


@register.simple_tag
def association_name() -> str:
    """Who runs the platform and signs its letters."""
    return letterhead.current().name


@register.simple_tag
def reach(way: str) -> str:
    """Link an e-mail address or a telephone number; anything else stays words."""
    if EMAIL.fullmatch(way):
        return format_html('<a href="mailto:{}">{}</a>', way, way)
    if PHONE.fullmatch(way):
        return format_html('<a href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", way), way)
    return format_html("{}", way)


@register.simple_tag
def reply_note() -> str:
    """Where an answer to a letter goes; that nobody reads it, where there is no address for it."""
    if mailbox.is_configured():
        return "\n\n" + _("An answer to this e-mail reaches the Association.")
    if headers.association():
        return ""
    said = _("Nobody reads answers to this address. Please turn to the Association: %(contact)s.")
    return "\n\n" + said % {"contact": letterhead.current().reached_at}


@register.simple_tag(takes_context=True)
def keep_query(context: template.Context, **changes: Any) -> str:
    """Write the query of this address with some values changed; None takes a value away."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def sort_head(context: template.Context, sorting: Sorting, name: str, extra: str = "") -> str:
    """Head a column one can sort by; the link turns the order round and keeps the filters."""
    orders = sorting.orders
    key = orders.keys[name]
    is_here = sorting.key is key
    rises = is_here and not sorting.is_descending
    part = get_template("components/sort_head.html")
    return part.render(
        {
            "heading": key.heading,
            "extra": extra,
            "order": ("ascending" if rises else "descending") if is_here else "",
            "url": keep_query(
                context, **{orders.param: f"-{name}" if rises else name, "page": None}
            )
            + (f"#{orders.anchor}" if orders.anchor else ""),
        }
    )


@register.simple_tag(takes_context=True)
def other_query(context: template.Context, *names: str) -> list[tuple[str, str]]:
    """What else stands in this address, for a form that must not lose it."""
    query: QueryDict = context["request"].GET
    return [(name, text) for name in query if name not in names for text in query.getlist(name)]


@register.simple_tag(takes_context=True)
def is_filtered(context: template.Context) -> bool:
    """Tell an empty list from one whose filters fit nothing: pages and orders are no filters."""
    query: QueryDict = context["request"].GET
    return any(
        str(text).strip() and name != "page" and not name.startswith("sort")
        for name, text in query.items()
    )


@register.simple_tag(takes_context=True)
def was_ticked(context: template.Context, name: str, value: Any) -> str:
    """Tick a row again whose decision was refused."""
    return " checked" if str(value) in recall(context["request"]).get(name, ()) else ""


@register.simple_tag(takes_context=True)
def was_typed(context: template.Context, name: str) -> str:
    """What was typed or chosen beside a list whose decision was refused."""
    return next(iter(recall(context["request"]).get(name, ())), "")


@register.filter
def pages_around(page: "Page[Any]") -> Iterator[str | int]:
    """The numbers to offer around a page, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def plain(field: BoundField) -> BoundField:
    """Take the placeholder from a field, which repeats its label, and name the empty choice."""
    inner: Any = field.field
    if "data-picker" not in inner.widget.attrs:  # how a day is written is no label
        inner.widget.attrs.pop("placeholder", None)
    if getattr(inner, "empty_label", None) == NO_CHOICE:
        inner.empty_label = _("– choose –")
    return field


@register.filter
def is_choice_list(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_single_check(field: BoundField) -> bool:
    return type(field.field.widget) is CheckboxInput


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id a link in the error summary jumps to; of a list of choices, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def unlocalize_number(value: float | None) -> str:
    """Write a number for a machine: a point, no grouping."""
    return "0" if value is None else f"{value:g}" if isinstance(value, float) else str(int(value))
