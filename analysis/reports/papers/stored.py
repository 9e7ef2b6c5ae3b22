"""Files of reports as the worker has written them; a page only hands them out."""

from dataclasses import asdict

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import translation

from analysis.data.decided import read_numbers
from analysis.models import AnalysisRun
from analysis.provenance import digest, drawing_version
from analysis.reports.papers.document import Paper
from analysis.reports.papers.files import write

KINDS = ("docx", "xlsx")


def path_of(run: AnalysisRun, language: str, kind: str) -> str:
    """Where a file lies; what was decided or withdrawn since changes the name."""
    told = digest({"numbers": asdict(read_numbers(run)), "drawn": drawing_version()})
    return f"reports/{run.pk}/{language}-{told[:32]}.{kind}"


def open_stored(run: AnalysisRun, language: str, kind: str) -> "File[bytes] | None":
    """The file, if the worker has written it as the figures stand now."""
    path = path_of(run, language, kind)
    return default_storage.open(path) if default_storage.exists(path) else None


def write_all(run: AnalysisRun, language: str) -> int:
    """Write the files that are not there; return how many were."""
    from analysis.reports.papers.wave import paper_of  # noqa: PLC0415 -- slow import

    missing = [kind for kind in KINDS if not default_storage.exists(path_of(run, language, kind))]
    if missing:
        with translation.override(language):
            paper = paper_of(run)
            for kind in missing:
                content = ContentFile(write(paper, kind))
                default_storage.save(path_of(run, language, kind), content)
    return len(missing)


def path_of_paper(paper: Paper, kind: str) -> str:
    """Where a paper lies as a file: what it says names it, so an old one is never handed out."""
    told = digest({"paper": asdict(paper), "drawn": drawing_version()})
    return f"reports/papers/{told[:40]}.{kind}"


def open_paper(paper: Paper, kind: str) -> "File[bytes] | None":
    """The file of a paper, if the worker has written it."""
    path = path_of_paper(paper, kind)
    return default_storage.open(path) if default_storage.exists(path) else None


def write_paper(paper: Paper, kind: str) -> None:
    """Write a paper as a file, unless it is there."""
    path = path_of_paper(paper, kind)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(write(paper, kind)))
