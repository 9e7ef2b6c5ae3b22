"""The words inside a document, read by a program of its own with limits on time and memory.

A document comes from outside and may be made to keep a reader busy for ever. So this file is also
the program that reads it: started apart, without the site's settings, and ended when it takes too
long. Pictures and scanned pages have no words; the reading says how many pages it could not read.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 200
MOST_LETTERS = 400_000
FEWEST_LETTERS = 20  # a page with fewer is taken for a picture of a page


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a document, and how much of it has none that a program can read."""

    text: str
    pages: int
    unread: int

    @property
    def is_whole(self) -> bool:
        return self.unread == 0


def extract_text(kind: str, content: bytes, *, seconds: float = SECONDS) -> Reading:
    """Read a cleaned document. What cannot be read in time counts as unread, never as empty."""
    if kind != "pdf":
        return Reading("", 1, 1)
    try:
        done = subprocess.run(  # noqa: S603 -- this very file
            [sys.executable, "-I", str(Path(__file__).resolve())],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Reading("", 1, 1)
    return Reading(found["text"], found["pages"], found["unread"])


def main() -> None:
    """Read a document from the standard input, write its words as JSON."""
    import io  # noqa: PLC0415 -- the program's own
    import resource  # noqa: PLC0415 -- the program's own

    from pypdf import PdfReader  # noqa: PLC0415 -- slow import

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    texts: list[str] = []
    letters = unread = 0
    for number, page in enumerate(reader.pages):
        text = page.extract_text() if number < MOST_PAGES and letters < MOST_LETTERS else ""
        letters += len(text)
        unread += len(text.strip()) < FEWEST_LETTERS
        texts.append(text)
    whole = "\n".join(texts)[:MOST_LETTERS]
    sys.stdout.write(json.dumps({"text": whole, "pages": len(texts), "unread": unread}))


if __name__ == "__main__":
    main()
