"""Names and words that both directions share."""

import re
from collections.abc import Mapping

OWN = "thuocdo"
INTRO = "__intro"
LANGUAGES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
SPOKEN = {"vietnamese": "vi", "tiếng việt": "vi", "english": "en"}
REFERENCE = re.compile(r"\$\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.([A-Za-z0-9_-]+))?\s*\}")


def heading(base: str, language: str) -> str:
    """Head a column of texts in one language."""
    return f"{base}::{LANGUAGES.get(language, f'{language} ({language})')}"


def language_of(words: str) -> str:
    """Read the code out of “Tiếng Việt (vi)”; empty when there is none to be found."""
    found = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\)\s*$", words)
    if found:
        return found[1].lower()
    words = words.strip().lower()
    return SPOKEN.get(words, words if re.fullmatch(r"[a-z]{2}", words) else "")


def with_columns(expression: str) -> str:
    """Name rows of a matrix as XLSForm does: ``${grid.row}`` becomes ``${grid_row}``."""

    def column(found: re.Match[str]) -> str:
        name, row = found[1], found[2]
        return f"${{{name}_{row.replace('-', '_')}}}" if row else found[0]

    return REFERENCE.sub(column, expression)


def with_rows(expression: str, rows: Mapping[str, str]) -> str:
    """Turn the columns of matrices back into rows; ``rows`` maps ``grid_row`` to ``grid.row``."""

    def row(found: re.Match[str]) -> str:
        return f"${{{rows[found[1]]}}}" if found[1] in rows and not found[2] else found[0]

    return REFERENCE.sub(row, expression)
