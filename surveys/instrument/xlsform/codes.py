"""Codes of choices that are ours only after a change, and whatever speaks of them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from surveys.instrument.parsing import CODE
from surveys.instrument.xlsform.names import plain
from surveys.instrument.xlsform.row_types import WORDS, Line

LONGEST = 32
FILTER = "choice_filter"
FOLLOWING = ("relevant", "constraint", "calculation", FILTER, "required")
LITERAL = r"(?P<quote>['\"])(?P<code>(?:(?!(?P=quote)).)*)(?P=quote)"
NAMED = r"(?P<name>\$\{\s*[^{}]+?\s*\}|(?<![\w.])\.(?![\w.]))"
SPOKEN = [  # the ways to ask for a code
    re.compile(rf"{NAMED}(?P<between>\s*!?=\s*){LITERAL}"),
    re.compile(rf"(?P<start>selected\s*\(\s*){NAMED}(?P<between>\s*,\s*){LITERAL}"),
]
ANSWER = r"\$\{\s*[^{}]+?\s*\}"
PAIR = re.compile(rf"(?P<one>{ANSWER})\s*!?=\s*(?P<two>{ANSWER})")
TURNED = re.compile(rf"{LITERAL}(?P<between>\s*!?=\s*){NAMED}")
BARE = [  # ways to use an answer for which its very code does not matter
    re.compile(rf"{NAMED}\s*!?=\s*{LITERAL}"),
    re.compile(rf"{LITERAL}\s*!?=\s*{NAMED}"),
    re.compile(rf"selected\s*\(\s*{NAMED}\s*,\s*{LITERAL}\s*\)"),
    re.compile(rf"count-selected\s*\(\s*{NAMED}\s*\)"),
]
COLUMN = r"(?<![\w$.{'\"-])[A-Za-z_][\w]*(?![\w(-])"
IN_FILTERS = [  # attributes follow the codes
    re.compile(rf"{NAMED}\s*!?=\s*{COLUMN}"),
    re.compile(rf"{COLUMN}\s*!?=\s*{NAMED}"),
    re.compile(rf"selected\s*\(\s*{NAMED}\s*,\s*{COLUMN}\s*\)"),
]
Changes = Mapping[str, str]
Rows = list[tuple[int, dict[str, str]]]


def fit_codes(choices: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Give the choices of a list codes the platform can keep; the old codes that changed."""
    listed = list(choices)
    written = {each["code"] for each in listed if CODE.fullmatch(each["code"])}
    taken = {_alike(code) for code in written}
    first: dict[str, str] = {}
    changes: dict[str, str] = {}
    for choice in listed:
        old = choice["code"]
        is_alike = old in written and first.setdefault(_alike(old), old) != old
        if old and (is_alike or not CODE.fullmatch(old)):
            choice["code"] = changes[old] = _free(_fit(old), taken)
    return changes


def follow_changes(
    lines: Sequence[Line], recoded: Mapping[str, Changes], attributes: Mapping[str, Rows]
) -> Iterator[tuple[Line, str]]:
    """Let conditions, and the attributes that filters compare, follow changed codes.

    Where an old code is spoken of in another way, the line and that code are given back.
    """
    changes = {line.name: recoded.get(line.list_name, {}) for line in lines}
    old_codes = {old for each in recoded.values() for old in each}
    texts = {line.name for line in lines if line.kind in WORDS}
    for line in lines:
        for column in FOLLOWING:
            source = line.cells.get(column, "")
            followed = follow_codes(source, changes | {".": changes.get(line.name, {})})
            if followed != source:
                line.cells[column] = followed
            yield from ((line, code) for code in _find_texts(followed, texts) & old_codes)
        if line.cells.get(FILTER):
            _follow_attributes(line, changes, attributes.get(line.list_name, []))


def _find_texts(expression: str, typed: set[str]) -> set[str]:
    """The texts of an expression, but for those that are compared with typed words."""
    for pattern in (TURNED, SPOKEN[0]):
        expression = pattern.sub(partial(_drop_typed, typed), expression)
    return {found["code"] for found in re.finditer(LITERAL, expression)}


def _drop_typed(texts: set[str], found: re.Match[str]) -> str:
    """What is compared with words that somebody types is no code."""
    return " " if found["name"].strip("${} ") in texts else found[0]


def find_uses(line: Line, recoded: Mapping[str, Changes], lists: Mapping[str, str]) -> set[str]:
    """The answers whose changed codes a line uses as numbers or as parts of a text.

    ``lists`` names the list of each question; two answers out of one list may be compared.
    """
    found: set[str] = set()
    for column in FOLLOWING:
        source = line.cells.get(column, "")
        for pattern in BARE + (IN_FILTERS if column == FILTER else []):
            source = pattern.sub(" ", source)
        source = PAIR.sub(lambda pair: _drop_alike(pair, lists), source)
        names = {each["name"].strip("${} ") for each in re.finditer(NAMED, source)}
        used = {line.name if name == "." else name for name in names}
        found |= {name for name in used if recoded.get(lists.get(name, ""))}
    return found


def _drop_alike(pair: re.Match[str], lists: Mapping[str, str]) -> str:
    one, other = (lists.get(pair[name].strip("${} ")) for name in ("one", "two"))
    return " " if one == other else pair[0]


def _follow_attributes(line: Line, changes: Mapping[str, Changes], rows: Rows) -> None:
    known: dict[str, str] = {}
    for found in re.finditer(r"\$\{\s*([^{}]+?)\s*\}", line.cells[FILTER]):
        known |= changes.get(found[1], {})
    for _row, extra in rows:
        extra |= {key: known.get(value, value) for key, value in extra.items()}


def follow_codes(expression: str, changes: Mapping[str, Changes]) -> str:
    """Let the codes that answers are compared with follow; ``.`` is the question's own answer."""

    def put(found: re.Match[str]) -> str:
        name = found["name"].strip("${} ")
        new = changes.get(name, {}).get(found["code"])
        old = f"{found['quote']}{found['code']}{found['quote']}"
        return found[0].replace(old, f"'{new}'") if new else found[0]

    for pattern in (*SPOKEN, TURNED):
        expression = pattern.sub(put, expression)
    return expression


def _free(stem: str, taken: set[str]) -> str:
    code, at = stem, 1
    while _alike(code) in taken:
        at += 1
        code = f"{stem[: LONGEST - len(str(at)) - 1]}_{at}"
    taken.add(_alike(code))
    return code


def _alike(code: str) -> str:
    return code.lower().replace("-", "_")


def _fit(code: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", plain(code)).strip("_")[:LONGEST].strip("_") or "c"
