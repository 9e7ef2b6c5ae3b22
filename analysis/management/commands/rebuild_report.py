"""Make the files of a report again and tell whether they are the ones that were released."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from analysis.models import AnalysisRun
from analysis.numbers import NotReadable
from analysis.provenance import digest

LANGUAGES = ("vi", "en")


class Command(BaseCommand):
    help = "Make PDF, Word and Excel of a run again; print their digests beside the kept ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="number of the analysis run")
        parser.add_argument("--language", action="append", choices=LANGUAGES)
        parser.add_argument("--out", type=Path, help="folder the files are written into")

    def handle(self, *args: Any, **options: Any) -> None:
        run = AnalysisRun.objects.select_related("wave", "basket").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.")
        if digest(run.results) != run.results_digest:
            raise CommandError("The stored results are not those their digest was made of.")
        chosen = options["language"] or LANGUAGES
        try:
            same = [self._rebuild(run, language, options["out"]) for language in chosen]
        except NotReadable as refusal:
            raise CommandError("Another version stored these results.") from refusal
        if not all(same):
            raise CommandError("A PDF differs from the one that is kept; see above.")

    def _rebuild(self, run: AnalysisRun, language: str, out: Path | None) -> bool:
        """Write all files of a language; whether the PDF is the one that was kept, if one was."""
        from analysis.reports import wave  # noqa: PLC0415 -- slow import
        from analysis.reports.papers.files import write  # noqa: PLC0415 -- slow import
        from analysis.reports.papers.wave import paper_of  # noqa: PLC0415 -- slow import

        with translation.override(language):
            paper = paper_of(run)
            made = {kind: write(paper, kind) for kind in ("docx", "xlsx")}
        made["pdf"] = wave.pdf(run, language).content
        report = run.reports.filter(language=language, made_at__isnull=False).first()
        found = {kind: hashlib.sha256(content).hexdigest() for kind, content in made.items()}
        is_same = report is None or report.pdf_digest == found["pdf"]
        for kind, content in made.items():
            told = "" if kind != "pdf" or report is None else _compare(is_same=is_same)
            self.stdout.write(f"{found[kind]}  {run.pk}.{language}.{kind}{told}")
            if out:
                out.mkdir(parents=True, exist_ok=True)
                (out / f"{run.pk}.{language}.{kind}").write_bytes(content)
        return is_same


def _compare(*, is_same: bool) -> str:
    return "  (as kept)" if is_same else "  (not as kept)"
