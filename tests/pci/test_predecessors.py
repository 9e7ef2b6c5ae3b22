"""A province made of others shows what was published of them beside it, across no break."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from analysis.charts.official_index import draw_former
from analysis.data.index_history import history_of
from dashboard import overview
from pci.models import OfficialScore
from tests.factories.pci import (
    CriterionFactory,
    CriterionInEditionFactory,
    EditionFactory,
    OfficialResultFactory,
    ProvinceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    """The new Lâm Đồng, and two of the provinces it was made of, one of its own name."""
    home = ProvinceFactory(name="Lâm Đồng", valid_from=date(2025, 7, 1), is_home=True)
    edition = EditionFactory(year=2017)
    definition = CriterionInEditionFactory(
        edition=edition, criterion=CriterionFactory(code="web_access"), unit="share"
    )
    for name, score, rank in (("Lâm Đồng", 6.41, 21), ("Đắk Nông", 5.94, 53)):
        former = ProvinceFactory(name=name, valid_to=date(2025, 6, 30), successor=home)
        OfficialScore.objects.create(
            province=former, edition=edition, score=score, rank=rank, provinces_ranked=63
        )
        OfficialResultFactory(
            province=former, edition=edition, criterion=definition.criterion, value=score / 10
        )
    return home


def test_predecessors_stand_on_the_public_page_with_the_break_marked(client, merged):
    page = client.get(reverse("pci:index")).content.decode()

    assert "kể từ ngày 01/07/2025" in page
    assert "hạng 53 trong số 63" in page
    assert "criteria-history" not in page
    assert "trước khi thành lập tỉnh" in page
    assert page.count(">Lâm Đồng</option>") == 1
    assert ">Lâm Đồng (đến năm 2025)</option>" in page


def test_predecessors_stand_with_an_edition_and_a_criterion(client, merged):
    for address in (
        reverse("pci:edition", args=[2017]),
        reverse("pci:criterion", args=["web_access"]),
    ):
        page = client.get(address).content.decode()
        assert "59,40%" in page, address
        assert "Đắk Nông (đến năm 2025)" in page, address


def test_no_line_and_no_rank_crosses_the_break(merged):
    later = EditionFactory(year=2026)
    OfficialScore.objects.create(
        province=merged, edition=later, score=6.8, rank=9, provinces_ranked=34
    )
    history = history_of(merged)

    assert [row.year for row in history.scores] == [2026]
    with translation.override("vi"):
        chart = draw_former(history_of(merged), title="t", source="s")
    assert {row[:2] + row[3:] for row in chart.table.rows} == {
        ("Đắk Nông (đến năm 2025)", "2017", "53/63"),
        ("Lâm Đồng (đến năm 2025)", "2017", "21/63"),
        ("Lâm Đồng", "2026", "9/34"),
    }


def test_the_overview_shows_predecessors_until_there_is_an_own_score(merged):
    told = overview.for_everybody()
    assert [chart.name for chart in told["pictures"]] == ["index-former"]
    assert told["summary"].last is None

    OfficialScore.objects.create(
        province=merged, edition=EditionFactory(year=2026), score=6.8, rank=9, provinces_ranked=34
    )
    assert [chart.name for chart in overview.for_everybody()["pictures"]] == ["overview-path"]


def test_a_province_that_went_on_has_no_predecessors(client):
    ProvinceFactory(name="Huế", is_home=True)
    page = client.get(reverse("pci:index")).content.decode()
    assert "former" not in page
