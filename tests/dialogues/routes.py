"""Every address of the dialogues, as the routes themselves say."""

from django.urls import URLPattern, URLResolver

from dialogues import urls


def routes(patterns, prefix=()):
    """Every name of a route of the dialogues with the names of its arguments."""
    for entry in patterns:
        arguments = prefix + tuple(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, arguments)
        elif isinstance(entry, URLPattern):
            yield entry.name, arguments


ROUTES = dict(routes(urls.urlpatterns))
