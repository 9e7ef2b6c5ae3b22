"""The files a paper can be taken away as."""

from collections.abc import Callable

from analysis.reports.papers.document import Paper

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(paper: Paper, kind: str) -> bytes:
    """Write a paper as one of :data:`TYPES`; the same paper gives the same bytes."""
    from analysis.reports.papers import printed, word, workbook  # noqa: PLC0415 -- slow import

    writers: dict[str, Callable[[Paper], bytes]] = {
        "pdf": lambda told: printed.write_pdf(told).content,
        "docx": word.write_docx,
        "xlsx": workbook.write_xlsx,
    }
    return writers[kind](paper)
