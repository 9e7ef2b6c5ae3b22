"""Released reports with their figures, and the forecasts as the track record tells them."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from ninja import Router

from analysis.data.decided import read_numbers
from analysis.models import AnalysisRun, Forecast, ReportRelease
from analysis.numbers import NotReadable
from analysis.reports.wave import figures_table
from core.http.requests import Request
from dashboard.api.service import PAGE, SIZE, cut
from dashboard.api.shapes import FigureOut, ForecastOut, Page, ReportOut

router = Router(tags=["results"])


@router.get("/reports", response=Page[ReportOut], summary="Released reports of surveys")
def list_reports(request: Request, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    released = AnalysisRun.objects.published().defer("results").select_related("wave")
    rows = released.prefetch_related("reports__releases").order_by("-wave__year", "-pk")
    return cut(request, rows, page, size, lambda found: [_report(request, row) for row in found])


def _report(request: Request, run: AnalysisRun) -> dict[str, Any]:
    public = [report for report in run.reports.all() if report.published_at]
    return {
        "id": run.pk,
        "year": run.wave.year,
        "title_vi": run.wave.title_vi,
        "title_en": run.wave.title_en or run.wave.title_vi,
        "digest": run.results_digest,
        "released_at": min(report.published_at for report in public if report.published_at),
        "page": request.build_absolute_uri(reverse("analysis:run", args=[run.pk])),
        "pdf": {
            report.language: request.build_absolute_uri(
                reverse("analysis:pdf", args=[run.pk, report.language])
            )
            for report in public
        },
        "releases": [
            _release(request, release, report.language)
            for report in public
            for release in report.releases.all()
            if not release.is_withdrawn
        ],
    }


def _release(request: Request, release: ReportRelease, language: str) -> dict[str, Any]:
    page, pdf = (
        request.build_absolute_uri(reverse(f"analysis:{name}", args=[release.number]))
        for name in ("release", "release_pdf")
    )
    return {
        "number": release.number,
        "language": language,
        "released_at": release.released_at,
        "page": page,
        "pdf": pdf,
        "pdf_digest": release.pdf_digest,
    }


@router.get(
    "/reports/{int:number}/figures",
    response=Page[FigureOut],
    summary="All figures of a released report",
)
def list_figures(
    request: Request, number: int, page: int = PAGE, size: int = SIZE
) -> dict[str, Any]:
    run = AnalysisRun.objects.published().filter(pk=number).first()
    if run is None:
        raise Http404
    try:
        rows = figures_table.table(read_numbers(run))
    except NotReadable as refusal:
        raise Http404 from refusal

    def shape(found: Any) -> list[dict[str, Any]]:
        return [dict(zip(figures_table.HEADINGS, row, strict=True)) for row in found]

    return cut(request, rows, page, size, shape)


@router.get(
    "/forecasts", response=Page[ForecastOut], summary="Frozen forecasts, seals and outcomes"
)
def list_forecasts(request: Request, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    rows = Forecast.objects.select_related("province", "superseded_by", "release").prefetch_related(
        "outcomes"
    )
    ordered = rows.order_by("-number")
    return cut(request, ordered, page, size, lambda found: [_forecast(row) for row in found])


def _forecast(forecast: Forecast) -> dict[str, Any]:
    outcomes = list(forecast.outcomes.all())
    is_told = bool(outcomes) or forecast.is_released
    return {
        "number": forecast.number,
        "year": forecast.year,
        "province": forecast.province.code,
        "made_at": forecast.made_at,
        "is_standing": forecast.is_standing,
        "digest": forecast.digest,
        "score": forecast.content["said"]["score"]["q"] if is_told else None,
        "outcomes": [
            {"target": row.target, "kind": row.kind, "low": row.low, "high": row.high}
            for row in outcomes
        ],
    }
