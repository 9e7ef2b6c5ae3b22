"""The shipped figures: what holds for the whole country, and the example province's results."""

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
    """Load provinces with their succession, criteria, and editions with their baskets."""
    for row in read_fixture("pci/criteria.json"):
        loading.put(Criterion, {"code": row.pop("code")}, row)
    for row in read_fixture("pci/editions.json"):
        _edition(loading, row)
    for row in read_fixture("pci/provinces.json"):
        _province(loading, row)


def load_example(loading: Loading) -> None:
    """Load the official results of the example province, at home here unless another one is."""
    home = read_fixture("pci/home.json")
    province = Province.objects.filter(code=home["province"]).first()
    if province is None:
        return
    if not Province.objects.filter(is_home=True).exists():
        Province.objects.filter(pk=province.pk).update(is_home=True)
    _results(loading, province, home)


def _edition(loading: Loading, row: dict[str, Any]) -> None:
    criteria = row.pop("criteria")
    source_year = row.pop("carried_over_from", None)
    row["published_on"] = day(row["published_on"])
    row["carried_over_from"] = (
        Edition.objects.filter(year=source_year).first() if source_year else None
    )
    edition = loading.put(Edition, {"year": row.pop("year")}, row)
    for entry in criteria:
        criterion = Criterion.objects.filter(code=entry.pop("criterion")).first()
        if edition and criterion:
            loading.put(CriterionInEdition, {"edition": edition, "criterion": criterion}, entry)


def _province(loading: Loading, row: dict[str, Any]) -> None:
    successor = row.pop("successor", None)
    row.pop("is_home", None)  # which province is at home is the installation's choice
    row["valid_from"], row["valid_to"] = day(row.get("valid_from")), day(row.get("valid_to"))
    row["successor"] = Province.objects.filter(code=successor).first() if successor else None
    loading.put(Province, {"code": row.pop("code")}, row)


def _results(loading: Loading, province: Province, home: dict[str, Any]) -> None:
    editions = {edition.year: edition for edition in Edition.objects.all()}
    criteria: dict[str | None, Criterion | None] = {c.code: c for c in Criterion.objects.all()}
    criteria[None] = None

    def key(row: dict[str, Any]) -> dict[str, Any]:
        return {"province": province, "edition": editions[row.pop("edition")]}

    for row in home["scores"]:
        if row["edition"] in editions:
            row["provinces_ranked"] = editions[row["edition"]].provinces_ranked
            loading.put(OfficialScore, key(row), row)
    for row in home["results"]:
        if row["edition"] in editions and row["criterion"] in criteria:
            named = criteria[row.pop("criterion")]
            loading.put(OfficialResult, key(row) | {"criterion": named}, row)
    for row in home["printed"]:
        if row["edition"] in editions and row["criterion"] in criteria:
            where = {"document": home["document"], "criterion": criteria[row.pop("criterion")]}
            loading.put(PrintedFigure, key(row) | where, row)
