"""Lines of a CSV file whose encoding is certain."""

import csv
import io
import re
from collections import Counter

from django.utils.translation import gettext as _

from core.tabular.cells import Line, TableRefused, make_line, refuse_too_many
from vietnam import old_letters

SEPARATORS = ",;\t|"
LOOKED_AT, MOST_LINES_LOOKED_AT = 50_000, 50  # letters and lines that tell the separator
# Vietnamese text saved as UTF-8, read as Windows-1252 and saved again: two signs for a letter.
DECODED_TWICE = re.compile("á[º»]|Ä[\u0080-\u00bf\u2018\u2019]|Ã[\u00a1-\u00bf]|Æ[°¡]")


def read_csv(content: bytes) -> list[Line]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(make_line(start, cells))
                refuse_too_many(lines)
            start = reader.line_num + 1
    except csv.Error as problem:
        raise TableRefused(
            _("Line %(line)s cannot be read as CSV (%(problem)s). Is a quotation mark left open?")
            % {"line": reader.line_num, "problem": problem}
        ) from problem
    return lines


def _decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 when its mark says so, or what a Vietnamese Windows wrote.

    The last is told by its words, which must be Vietnamese; anything else would be a guess.
    """
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if has_mark else "utf-8-sig")
    except UnicodeDecodeError as problem:
        old = None if has_mark else old_letters.decode(content)
        if old is not None:
            return old
        line = content[: problem.start].count(b"\n") + 1
        raise TableRefused(
            _(
                "Line %(line)s holds characters that are not UTF-8, so Vietnamese letters could be"
                " misread. In Excel choose “Save as”, “CSV UTF-8”, or upload the .xlsx file."
            )
            % {"line": line}
        ) from problem
    broken = re.search("[\x00\ufffd]", text) or DECODED_TWICE.search(text)
    if broken:
        raise TableRefused(
            _(
                "The letters of line %(line)s are broken (“%(sample)s”): the file was once saved"
                " with a wrong encoding. Export it again from the source as CSV UTF-8 or .xlsx."
            )
            % {
                "line": text.count("\n", 0, broken.start()) + 1,
                "sample": _sample(text, broken.start()),
            }
        )
    return text


def _sample(text: str, place: int) -> str:
    around = text[max(0, place - 10) : place + 10]
    return "".join(sign if sign.isprintable() else " " for sign in around).strip()


def _separator(text: str) -> str:
    """Take the sign that divides most lines into most columns, outside of quotation marks.

    Above the headings may stand titles, and in the cells addresses with commas: of two signs that
    divide alike it is the other.
    """
    bare = re.sub(r'"[^"]*"', "", text[:LOOKED_AT])
    lines = [line for line in bare.splitlines() if line.strip()][:MOST_LINES_LOOKED_AT]

    def divides(sign: str) -> tuple[int, bool]:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max((count * often for count, often in counts.items()), default=0), sign != ","

    return max(SEPARATORS, key=divides)
