"""The kinds of questions, one module each; all that differs between them is reached from here.

To add a kind, see docs/how-to/add-a-question-type.md.
"""

from collections.abc import Mapping

from surveys.instrument.model import Document, Question
from surveys.instrument.types import (
    calculated,
    date,
    file,
    longtext,
    matrix,
    multiple,
    note,
    number,
    percent,
    phone,
    ranking,
    scale,
    single,
    text,
    time,
)
from surveys.instrument.types.kind import Kind

MODULES = (  # in the order of the editor
    single,
    multiple,
    scale,
    matrix,
    ranking,
    number,
    percent,
    date,
    time,
    text,
    longtext,
    phone,
    file,
    note,
    calculated,
)

KINDS: Mapping[str, Kind] = {module.KIND.name: module.KIND for module in MODULES}
UNKNOWN = Kind()  # where a draft names a kind there is not


def of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS.get(question.kind, UNKNOWN)


def kind_named(name: object) -> Kind:
    """The kind of this name; a draft may name anything."""
    return KINDS.get(str(name), UNKNOWN)


def takes_files(document: Document) -> bool:
    """Whether a question anywhere asks for a file; found once a document."""
    known: bool | None = document.remembered.get("takes files")
    if known is None:
        known = any(of(each).takes_files for each in document.questions())
        document.remembered["takes files"] = known
    return known
