"""All addresses of the house, for the tests that walk them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

from dialogues.urls import Slot

FOREIGN = ("allauth.", "django.contrib.admin", "django.views.static")
FOREIGN_SPACES = ("admin:",)


@dataclass(frozen=True)
class Address:
    """One pattern with arguments that fit it and stand for nothing that exists."""

    name: str
    url: str
    view: Any
    has_arguments: bool

    @property
    def access(self) -> Any:
        return getattr(self.view, "access", None)


def _example(converter: Any) -> str:
    if isinstance(converter, IntConverter):
        return "987654321"
    if isinstance(converter, UUIDConverter):
        return "00000000-0000-4000-8000-000000000000"
    if isinstance(converter, Slot):
        return "4-99"
    return "khong-co"


def addresses() -> list[Address]:
    """Every address whose view is our own."""
    return list(_walk(get_resolver().url_patterns, "/", "", has_arguments=False))


def _walk(patterns: Any, prefix: str, space: str, *, has_arguments: bool) -> Iterator[Address]:
    for entry in patterns:
        url, own = prefix, False
        pattern = entry.pattern
        if isinstance(pattern, RoutePattern):
            route = str(pattern._route)
            for name, converter in pattern.converters.items():
                own = True
                before, _opening, rest = route.partition("<")
                spec, _closing, after = rest.partition(">")
                assert spec.split(":")[-1] == name
                route = before + _example(converter) + after
            url += route
        else:
            url += pattern.regex.pattern
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, url, inner, has_arguments=has_arguments or own)
        elif isinstance(entry, URLPattern):
            view = entry.callback
            if not (view.__module__.startswith(FOREIGN) or space.startswith(FOREIGN_SPACES)):
                yield Address(
                    name=f"{space}{entry.name}",
                    url=url,
                    view=view,
                    has_arguments=has_arguments or own,
                )
