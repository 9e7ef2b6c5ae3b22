"""A walker for tests: follows the links of real pages, and fills in their forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve

PLAIN = {
    "number": "1",
    "date": "2026-11-20",
    "datetime-local": "2026-11-20T09:00",
    "time": "09:00",
    "email": "ai-do@example.test",
    "tel": "0912345678",
    "url": "https://example.test/",
}
SKIPPED = re.compile(r"^/(admin|static|language)/|/accounts/logout/")
FILES = re.compile(r"\.\w+$|/(export|file)/|[?&]export=")  # what is no page


@dataclass
class Form:
    """A form of a page: where it leads, and what a browser would send if everything was filled."""

    page: str
    action: str
    method: str
    values: dict[str, Any] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.method} {route(self.action)}"

    def filled(self) -> dict[str, Any]:
        return self.values | {
            name: SimpleUploadedFile("thu.csv", b"a,b\n1,2\n", "text/csv") for name in self.files
        }


class Page(HTMLParser):
    """The links and the forms of one page."""

    def __init__(self, url: str, source: str) -> None:
        super().__init__()
        self.url = url
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._outside: dict[str, list[tuple[str, dict[str, str]]]] = {}
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: tuple[Form, str] | None = None
        self.feed(source)
        for key, controls in self._outside.items():
            for tag, given in controls:
                if key in self._by_id:
                    self._take(self._by_id[key], tag, given)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.url, given["href"]))
        for name in ("hx-get", "data-url", "hx-post"):
            if given.get(name):
                self.links.append(urljoin(self.url, given[name]))
        if tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self._form = Form(self.url, action, given.get("method", "get").upper())
            self.forms.append(self._form)
            if given.get("id"):
                self._by_id[given["id"]] = self._form
        elif tag in {"input", "textarea", "select", "button"}:
            if given.get("form"):
                self._outside.setdefault(given["form"], []).append((tag, given))
            elif self._form:
                self._take(self._form, tag, given)
        elif tag == "option" and self._select:
            form, name = self._select
            if given.get("value") and not form.values.get(name):
                form.values[name] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("data-picker") or given.get("type", "text")
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag == "select":
            form.values.setdefault(name, "")
            self._select = (form, name)
        elif kind == "file":
            form.files.add(name)
        elif tag == "textarea":
            form.values[name] = "Nội dung để thử."
        elif tag == "button" or kind in {"radio", "checkbox", "submit"}:
            form.values.setdefault(name, given.get("value", "on"))
        else:
            form.values[name] = given.get("value") or PLAIN.get(kind, "Thử")


def route(url: str) -> str:
    """The pattern an address belongs to; an address of nobody stands for itself."""
    try:
        return str(resolve(urlsplit(url).path).route)
    except Resolver404:
        return url


def walk(
    client: Any, starts: list[str], *, each: int = 1, files: bool = True
) -> Iterator[tuple[str, Any, Page | None]]:
    """Follow links from page to page, ``each`` addresses a pattern: url, answer, what it holds.

    Without ``files`` only pages are opened.
    """
    waiting, seen, counted = list(starts), set(), {}
    while waiting:
        url = waiting.pop(0).partition("#")[0]
        parts = urlsplit(url)
        if (
            parts.scheme not in {"", "http"}
            or parts.netloc not in {"", "testserver"}
            or SKIPPED.search(parts.path)
            or (not files and FILES.search(url))
            or url in seen
        ):
            continue
        seen.add(url)
        pattern = route(url) + ("?" if parts.query else "")
        if counted.get(pattern, 0) >= each:
            continue
        counted[pattern] = counted.get(pattern, 0) + 1
        answer = client.get(url)
        page = None
        if answer.status_code in {301, 302}:
            waiting.append(urljoin(url, answer["Location"]))
        elif answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            page = Page(url, answer.content.decode())
            waiting += page.links
        yield url, answer, page
