"""How far the clock of a demonstration is from the true one: a file beside its data.

Web server, worker and commands read it when they start, and so agree. No Django here: the settings
ask.
"""

from datetime import timedelta
from pathlib import Path

NAME = "demo-clock.txt"


def read(folder: Path) -> timedelta:
    """The distance noted in a data folder; none where nothing was noted."""
    noted = folder / NAME
    return timedelta(seconds=float(noted.read_text("ascii"))) if noted.exists() else timedelta()


def note(folder: Path, shift: timedelta) -> None:
    """Note the distance for all processes that start from now on."""
    draft = folder / f"{NAME}.new"
    draft.write_text(f"{shift.total_seconds():.0f}\n", "ascii")
    draft.replace(folder / NAME)


def forget(folder: Path) -> None:
    (folder / NAME).unlink(missing_ok=True)
