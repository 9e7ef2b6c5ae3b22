"""The data sets that are public now, whatever app they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analysis.models import ForecastRelease, ReportRelease
from analysis.numbers import NotReadable, WaveNumbers
from dialogues.models import Issue
from pci.models import Edition, OfficialResult

CSV, JSON = "text/csv", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET, PDF = "application/vnd.apache.parquet", "application/pdf"
FORMS = {CSV: "CSV", JSON: "JSON", XLSX: "XLSX", PARQUET: "Parquet", PDF: "PDF"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file or address of a data set."""

    path: str
    media_type: str
    digest: str = ""
    about: str = ""  # which of several files of a form it is

    @property
    def label(self) -> str:
        form = FORMS[self.media_type]
        return f"{form} ({self.about})" if self.about else form


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is told, since when, under which licence, and where it is fetched."""

    key: str
    title: str
    description: str
    page: str
    files: Sequence[Distribution]
    issued: datetime | date | None = None
    licence: tuple[str, str] = field(default=("", ""))  # name and address, if it has its own


def list_data_sets() -> list[DataSet]:
    """Everything that can be fetched now."""
    return [*_reports(), *_official(), *_forecasts(), *_questions()]


def _reports() -> list[DataSet]:
    """One a released report of a survey, whatever number of languages it was released in."""
    rows = ReportRelease.objects.standing().select_related("report__run__wave")
    by_run: dict[int, list[ReportRelease]] = {}
    for row in rows.order_by("-report__run__wave__year", "number"):
        by_run.setdefault(row.report.run_id, []).append(row)
    return [_report(found) for found in by_run.values()]


def _report(found: Sequence[ReportRelease]) -> DataSet:
    first, run = found[0], found[0].report.run
    files = [
        Distribution(
            reverse("analysis:release_pdf", args=[row.number]),
            PDF,
            row.pdf_digest,
            row.report.get_language_display(),
        )
        for row in found
    ]
    if _is_readable(run.results):
        for kind, media_type in (("csv", CSV), ("xlsx", XLSX)):
            files.append(Distribution(reverse("analysis:figures", args=[run.pk, kind]), media_type))
        address = reverse("api-1:api-root") + f"reports/{run.pk}/figures"
        files.append(Distribution(address, JSON))
    return DataSet(
        key=f"report-{run.pk}",
        title=run.wave.title,
        description=str(
            _("Every figure of the report with its interval and its base, and the report itself.")
        ),
        page=reverse("analysis:release", args=[first.number]),
        files=files,
        issued=first.released_at,
        licence=(first.licence_name, first.licence_url),
    )


def _is_readable(results: dict[str, object]) -> bool:
    try:
        WaveNumbers.read(results)
    except NotReadable:
        return False
    return True


def _official() -> list[DataSet]:
    if not OfficialResult.objects.exists():
        return []
    last = Edition.objects.filter(results__isnull=False).order_by("-year").first()
    root = reverse("api-1:api-root")
    return [
        DataSet(
            key="official",
            title=str(_("Official values of the transparency sub-index")),
            description=str(_("Values, scores and ranks as published, edition by edition.")),
            page=reverse("pci:index"),
            files=[
                Distribution(root + name, JSON, about=name)
                for name in ("official-values", "official-scores", "editions", "criteria")
            ],
            issued=last.published_on if last else None,
        )
    ]


def _forecasts() -> list[DataSet]:
    first = ForecastRelease.objects.order_by("released_at").first()
    if first is None:
        return []
    return [
        DataSet(
            key="forecasts",
            title=str(_("Forecasts and what came of them")),
            description=str(_("Seals of all frozen forecasts; values once released or outdated.")),
            page=reverse("analysis:track_record"),
            files=[Distribution(reverse("api-1:api-root") + "forecasts", JSON)],
            issued=first.released_at,
        )
    ]


def _questions() -> list[DataSet]:
    first = Issue.objects.published().order_by("published_at").first()
    if first is None:
        return []
    kinds = (("csv", CSV), ("json", JSON), ("parquet", PARQUET))
    return [
        DataSet(
            key="questions",
            title=str(_("Questions and answers of the dialogues")),
            description=str(
                _("What enterprises asked, what agencies answered, and how long it took.")
            ),
            page=reverse("dialogues:questions"),
            files=[
                Distribution(reverse("dialogues:open_data", args=[form]), media_type)
                for form, media_type in kinds
            ],
            issued=first.published_at,
        )
    ]
