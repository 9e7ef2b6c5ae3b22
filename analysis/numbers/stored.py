"""Reading what an earlier version of the platform stored."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")
SCHEMA = 2  # of the results of a wave; one more whenever a field is renamed or changes its meaning
OLDEST_READABLE = 1  # what was stored before schemas were numbered

OTHER_FORM = (KeyError, TypeError, IndexError, AttributeError, ValueError)  # reading it so fails


class NotReadable(Exception):
    """Stored results have another form than this version of the platform reads."""


def make_record(kind: type[T], data: Mapping[str, Any], **more: Any) -> T:
    """Make one record: fields added since get their defaults, fields given up since are left."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in data.items() if name in known} | more)


def require_readable(data: Mapping[str, Any]) -> None:
    """Refuse results of another schema before anything is read from them."""
    schema = data.get("schema", OLDEST_READABLE)
    if not OLDEST_READABLE <= schema <= SCHEMA:
        raise NotReadable(schema)
