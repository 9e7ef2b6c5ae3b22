"""The forms on a page, filled in as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class Form:
    """Where a form is sent, and what it holds before anybody changes it."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str | None, value: str | None) -> None:
        if name:
            self.fields.setdefault(name, []).append(value or "")


class Forms(HTMLParser):
    """Reads the forms of a page that are sent by POST."""

    def __init__(self, url: str, source: str) -> None:
        super().__init__()
        self.url, self.found = url, list[Form]()
        self._form: Form | None = None
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            posts = (given.get("method") or "").lower() == "post"
            self._form = Form(urljoin(self.url, given.get("action") or "")) if posts else None
        elif self._form is None or "disabled" in given:
            return
        elif tag == "input":
            self._input(self._form, given, name)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._form.buttons.append((name, given.get("value") or ""))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self._area = name
            self._form.put(name, "")

    def _input(self, form: Form, given: dict[str, str | None], name: str) -> None:
        kind = given.get("type") or "text"
        if kind == "submit":
            form.buttons.append((name, given.get("value") or ""))
        elif kind not in {"checkbox", "radio"} or "checked" in given:
            form.put(name, given.get("value"))

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select" and self._select and self._form:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            for value in chosen or [value for value, _chosen in self._options[:1]]:
                self._form.put(self._select, value)
            self._select = ""
        if tag == "form" and self._form:
            self.found.append(self._form)
            self._form = None
