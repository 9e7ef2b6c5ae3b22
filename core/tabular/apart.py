"""Reading a file in a process of its own, ended when it takes too much time or memory.

A workbook of ten kilobytes can be made to keep a reader busy for hours: a formula shared by many
cells, many names for one sheet, rows that end in the last column. This module is also the program
that reads it: with one of our functions that take the bytes of a file.
"""

import ctypes
import pickle
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _

from core.attachments.turns import take_turn
from core.tabular.cells import Sheet, TableRefused

PROCESSOR_SECONDS, SECONDS = 30, 50
MEMORY = 1536 * 1024 * 1024
LARGEST_FOUND = 64 * 1024 * 1024  # what was read, on its way back
PR_SET_PDEATHSIG = 1
READ_WORKBOOK = "core.tabular.workbooks.read_workbook"


def read_apart(content: bytes, *, seconds: float = SECONDS) -> list[Sheet]:
    """Read a workbook, or refuse what took too long."""
    found: list[Sheet] = run_apart(READ_WORKBOOK, content, seconds=seconds)
    return found


def run_apart(function: str, content: bytes, *, seconds: float = SECONDS) -> Any:
    """Give a file to one of our functions, by its dotted path, and return what it returns."""
    command = [sys.executable, "-m", "core.tabular.apart", get_language() or "vi", function]
    try:
        with take_turn():
            done = subprocess.run(  # noqa: S603 -- this very module
                command,
                input=content,
                capture_output=True,
                timeout=seconds,
                check=True,
                cwd=settings.BASE_DIR,
            )
    except subprocess.SubprocessError as problem:
        raise _given_up() from problem
    if len(done.stdout) > LARGEST_FOUND:
        raise _given_up()
    told = pickle.loads(done.stdout)  # noqa: S301 -- written by our own program, never by a visitor
    if "refused" in told:
        raise TableRefused(told["refused"])
    return told["found"]


def _given_up() -> TableRefused:
    return TableRefused(
        _(
            "The file takes too long to read, so it was given up. Save the one sheet that"
            " is needed as CSV UTF-8, or split it."
        )
    )


def end_with_who_asked() -> None:
    """Have Linux end this program when the thread that started it is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Read a file from the standard input; write what came of it, or why it is refused."""
    import resource  # noqa: PLC0415 -- the program's own

    import django  # noqa: PLC0415 -- the program's own

    end_with_who_asked()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    django.setup()
    language, function = sys.argv[1:]
    activate(language)
    told: dict[str, Any]
    try:
        told = {"found": import_string(function)(sys.stdin.buffer.read())}
    except TableRefused as refusal:
        told = {"refused": str(refusal)}
    sys.stdout.buffer.write(pickle.dumps(told))


if __name__ == "__main__":
    main()
