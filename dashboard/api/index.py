"""The official index: editions, criteria, published values."""

from typing import Any

from ninja import Router
from ninja.params.functions import Query

from core.http.requests import Request
from dashboard.api.service import PAGE, SIZE, cut
from dashboard.api.shapes import CriterionOut, EditionOut, OfficialValueOut, Page
from pci.models import Criterion, Edition, OfficialResult, OfficialScore

router = Router(tags=["index"])
SCORE = "score"


@router.get("/criteria", response=Page[CriterionOut], summary="Criteria of the sub-index")
def list_criteria(request: Request, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    rows = Criterion.objects.order_by("position", "code")
    return cut(request, rows, page, size, list)


@router.get("/editions", response=Page[EditionOut], summary="Editions and how they define criteria")
def list_editions(request: Request, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    rows = Edition.objects.order_by("-year").prefetch_related("criteria__criterion")
    return cut(request, rows, page, size, lambda found: [_edition(row) for row in found])


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "year": edition.year,
        "published_on": edition.published_on,
        "provinces_ranked": edition.provinces_ranked,
        "criteria": [
            {
                "criterion": row.criterion.code,
                "number": row.number,
                "unit": row.unit,
                "direction": row.direction,
                "weight": row.weight,
                "scale_min": row.scale_min,
                "scale_max": row.scale_max,
                "comparable_with_previous": row.comparable_with_previous,
            }
            for row in edition.criteria.all()
        ],
    }


@router.get(
    "/official-values", response=Page[OfficialValueOut], summary="Published values of criteria"
)
def list_official_values(
    request: Request,
    province: str | None = Query(None, description="Code of a province"),
    year: int | None = Query(None, description="Year of an edition"),
    criterion: str | None = Query(None, description="Code of a criterion"),
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    asked = {"province__code": province, "edition__year": year, "criterion__code": criterion}
    chosen = {key: value for key, value in asked.items() if value is not None}
    rows = OfficialResult.objects.filter(**chosen).select_related(
        "province", "edition", "criterion"
    )
    ordered = rows.order_by("-edition__year", "province__code", "criterion__code")
    return cut(request, ordered, page, size, lambda found: [_value(row) for row in found])


def _value(row: OfficialResult) -> dict[str, Any]:
    return {
        "province": row.province.code,
        "year": row.edition.year,
        "criterion": row.criterion.code,
        "value": row.value,
        "base": row.base,
    }


@router.get("/official-scores", response=Page[OfficialValueOut], summary="Published scores, ranks")
def list_official_scores(
    request: Request,
    province: str | None = Query(None, description="Code of a province"),
    year: int | None = Query(None, description="Year of an edition"),
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    asked = {"province__code": province, "edition__year": year}
    chosen = {key: value for key, value in asked.items() if value is not None}
    rows = OfficialScore.objects.filter(**chosen).select_related("province", "edition")
    ordered = rows.order_by("-edition__year", "province__code")
    return cut(request, ordered, page, size, lambda found: [_score(row) for row in found])


def _score(row: OfficialScore) -> dict[str, Any]:
    return {
        "province": row.province.code,
        "year": row.edition.year,
        "criterion": SCORE,
        "value": row.score,
        "rank": row.rank,
    }
