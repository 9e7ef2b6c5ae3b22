"""What all readers of a language see alike: ``{% alike wave=wave %} … {% endalike %}``.

It is laid out once for each set of the values named, and kept in the process. What stands inside
sees these values and nothing else of the page, so that nothing of a single person can be kept with
it; values are plain (texts, numbers, days, frozen data), never rows, which change under one key.
A page may tell its language as ``spoken``, or else Django is asked at each place.
"""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 256  # sets of values for one place


class Alike(Node):
    """A place in a template with what has been laid out for it so far."""

    def __init__(self, inside: NodeList, values: dict[str, FilterExpression]) -> None:
        self.inside, self.values = inside, values
        self.kept: dict[Any, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        given = [each.resolve(context) for each in self.values.values()]
        key = (context.get("spoken") or get_language(), *given)
        if (html := self.kept.get(key)) is None:
            html = self._lay_out(context, given)
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = html
        return html

    def _lay_out(self, context: Context, given: list[Any]) -> SafeString:
        if any(isinstance(each, Model) for each in given):
            raise TypeError("A row changes under one key; pass plain values to “alike”.")
        own = context.new(dict(zip(self.values, given, strict=True)))
        return self.inside.render(own)


@register.tag
def alike(parser: Parser, token: Token) -> Alike:
    """Lay out once what stands inside, for each set of values."""
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("“alike” takes values with names: name=value.")
    inside = parser.parse(("endalike",))
    parser.delete_first_token()
    return Alike(inside, values)
