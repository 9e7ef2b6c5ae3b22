"""The shipped figures: criteria, editions, provinces, the home province's official results."""

from typing import Any

from core.fixtures import Loading, day, read_fixture
from pci.models import (
    Criterion,
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    PrintedFigure,
    Province,
)


def load(loading: Loading) -> None:
    for row in read_fixture("pci/criteria.json"):
        loading.put(Criterion, {"code": row.pop("code")}, row)
    for row in read_fixture("pci/editions.json"):
        _edition(loading, row)
    for row in read_fixture("pci/provinces.json"):
        _province(loading, row)
    _home(loading, read_fixture("pci/home.json"))


def _edition(loading: Loading, row: dict[str, Any]) -> None:
    criteria = row.pop("criteria")
    source_year = row.pop("carried_over_from", None)
    row["published_on"] = day(row["published_on"])
    row["carried_over_from"] = Edition.objects.get(year=source_year) if source_year else None
    edition = loading.put(Edition, {"year": row.pop("year")}, row)
    for entry in criteria:
        criterion = Criterion.objects.get(code=entry.pop("criterion"))
        loading.put(CriterionInEdition, {"edition": edition, "criterion": criterion}, entry)


def _province(loading: Loading, row: dict[str, Any]) -> None:
    successor = row.pop("successor", None)
    row["valid_from"], row["valid_to"] = day(row.get("valid_from")), day(row.get("valid_to"))
    row["successor"] = Province.objects.get(code=successor) if successor else None
    if row.get("is_home") and Province.objects.filter(is_home=True).exists():
        row.pop("is_home")  # which province is at home is the installation's choice
    loading.put(Province, {"code": row.pop("code")}, row)


def _home(loading: Loading, home: dict[str, Any]) -> None:
    province = Province.objects.get(code=home["province"])
    editions = {edition.year: edition for edition in Edition.objects.all()}
    criteria: dict[str | None, Criterion | None] = {c.code: c for c in Criterion.objects.all()}
    criteria[None] = None

    def key(row: dict[str, Any]) -> dict[str, Any]:
        return {"province": province, "edition": editions[row.pop("edition")]}

    for row in home["scores"]:
        row["provinces_ranked"] = editions[row["edition"]].provinces_ranked
        loading.put(OfficialScore, key(row), row)
    for row in home["results"]:
        loading.put(OfficialResult, key(row) | {"criterion": criteria[row.pop("criterion")]}, row)
    for row in home["printed"]:
        where = {"document": home["document"], "criterion": criteria[row.pop("criterion")]}
        loading.put(PrintedFigure, key(row) | where, row)
