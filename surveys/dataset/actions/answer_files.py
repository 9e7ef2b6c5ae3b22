"""Photos and documents that answers name, together in one archive."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from surveys.dataset.table import Table
from surveys.models import AnswerFile


def write_zip(table: Table, path: Path) -> None:
    """Put the files of a table into an archive, each under the name that stands in its cell."""
    names = set(names_in(table))
    with ZipFile(path, "w", ZIP_STORED) as archive:  # pictures and PDFs are packed already
        for file in AnswerFile.objects.filter(name__in=names).order_by("name"):
            with file.file.open("rb") as content, archive.open(file.name, "w") as entry:
                shutil.copyfileobj(content, entry)


def names_in(table: Table) -> Iterator[str]:
    """The names of files in the cells of a table."""
    for at, variable in enumerate(table.variables):
        if variable.column and variable.column.kind.takes_files:
            yield from (row[at] for row in table.rows if row[at])
