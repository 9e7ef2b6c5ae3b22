"""Tables of a document whose fields are taken one by one; what is left over is refused."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.arrays import near


def compose_unicode(value: Any) -> Any:
    """Bring every text of a document into the composed form of Unicode, as files are read."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {compose_unicode(key): compose_unicode(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [compose_unicode(one) for one in value]
    return value


class Fields:
    """One table of the document."""

    def __init__(self, place: str, content: Any) -> None:
        if not isinstance(content, Mapping):
            raise EstimationError(f"{place} must be a table of fields.")
        self.place, self.left = place, dict(content)
        self.known: list[str] = []

    def take(self, *names: str, default: Any = None) -> Any:
        """Return the field of the first of these names that is given."""
        self.known.extend(names)
        for name in names:
            if name in self.left:
                return self.left.pop(name)
        return default

    def text(self, *names: str, default: str = "") -> str:
        """Return a field that must be text."""
        value = self.take(*names, default=default)
        if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 1:
            value = value[0]
        if not isinstance(value, str):
            raise EstimationError(f"{self.place}: {names[0]} must be text, not {value!r}.")
        return value

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return a field that may be one text or a list of them."""
        value = self.take(*names, default=())
        values = (value,) if isinstance(value, str) else value
        if not isinstance(values, Sequence) or not all(isinstance(one, str) for one in values):
            raise EstimationError(
                f"{self.place}: {names[0]} must be a list of column names, not {value!r}."
            )
        return tuple(values)

    def levels(self, *names: str) -> tuple[Any, ...]:
        """Return a field that may be one text, number or truth, or a list of them."""
        value = self.take(*names, default=())
        values = tuple(value) if isinstance(value, list | tuple) else (value,)
        if not all(isinstance(one, str | int | float) for one in values):
            raise EstimationError(
                f"{self.place}: {names[0]} must be a level or a list of levels, not {value!r}."
            )
        return values

    def number(self, *names: str, default: Any = None) -> Any:
        """Return a field that must be a number."""
        value = self.take(*names, default=default)
        if value is not default and not is_number(value):
            raise EstimationError(f"{self.place}: {names[0]} must be a number, not {value!r}.")
        return value

    def whole(self, *names: str, default: int) -> int:
        """Return a field that must be a whole number."""
        value = self.number(*names, default=default)
        if value != int(value):
            raise EstimationError(
                f"{self.place}: {names[0]} must be a whole number, not {value!r}."
            )
        return int(value)

    def pair(self, name: str, example: str) -> tuple[float, float] | None:
        """Return a field that must be two numbers, if it is given."""
        value = self.take(name)
        if value is None:
            return None
        if not (all_numbers(value) and len(value) == 2):
            raise EstimationError(f"{self.place}: {name} are two numbers, such as {example}.")
        return float(value[0]), float(value[1])

    def truth(self, *names: str, default: bool = False) -> bool:
        """Return a field that must be true or false."""
        value = self.take(*names, default=default)
        if not isinstance(value, bool):
            raise EstimationError(f"{self.place}: {names[0]} is true or false, not {value!r}.")
        return value

    def choice(self, choices: Sequence[str], *names: str, default: str = "") -> str:
        """Return a field that must be one of ``choices``."""
        value = self.text(*names, default=default)
        if value not in choices:
            raise EstimationError(
                f"{self.place}: {names[0]} must be one of {', '.join(choices)}, not {value!r}."
            )
        return value

    def needed(self, *names: str) -> str:
        """Return a text that must be given."""
        value = self.text(*names)
        if not value:
            raise EstimationError(f"{self.place}: {names[0]} is missing.")
        return value

    def needed_number(self, name: str) -> float:
        """Return a number that must be given."""
        value = self.number(name)
        if value is None:
            raise EstimationError(f"{self.place}: {name} is missing.")
        return float(value)

    def share(self, *names: str, default: float) -> float:
        """Return a number between 0 and 1, both left out."""
        value = float(self.number(*names, default=default))
        if not 0 < value < 1:
            raise EstimationError(
                f"{self.place}: {names[0]} lies between 0 and 1, such as {default:g}."
            )
        return value

    def done(self) -> None:
        """Refuse the fields nobody asked for."""
        if self.left:
            name = next(iter(self.left))
            raise EstimationError(
                f"{self.place} has an unknown field {name!r}; {near(str(name), self.known)}."
            )


def is_number(value: Any) -> bool:
    """Say whether a value of a document is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def all_numbers(values: Any) -> bool:
    """Say whether a value of a document is a list of numbers."""
    return isinstance(values, Sequence) and all(map(is_number, values))


def tables(whole: Fields, name: str) -> list[Fields]:
    """Return the tables of a list such as ``[[estimate]]``; a single table is a list of one."""
    content = whole.take(name, default=[])
    if isinstance(content, Mapping):
        content = [content]
    if not isinstance(content, Sequence) or isinstance(content, str):
        raise EstimationError(f"[[{name}]] must be a list of tables.")
    return [Fields(f"[[{name}]] {at}", one) for at, one in enumerate(content, start=1)]


def refuse_first(place: str, wrong: Mapping[str, bool]) -> None:
    """Refuse with the first sentence that holds."""
    for sentence, holds in wrong.items():
        if holds:
            raise EstimationError(f"{place}: {sentence}")
