"""Open data: the page and the DCAT catalogue tell the same of what is public, and no more."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from core import letterhead
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 5, tzinfo=UTC)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def catalogue(client):
    answer = client.get(reverse("open_data_catalogue"))
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    return json.loads(answer.content)


def test_without_anything_public_the_catalogue_is_empty(client):
    ReportFactory(made_at=NOW)

    told = catalogue(client)

    assert (told["@type"], told["dcat:dataset"]) == ("dcat:Catalog", [])
    assert "dct:license" not in told


def test_a_released_report_is_a_data_set_with_its_licence_and_digest(client):
    letterhead.change(by=UserFactory(), now=NOW, licence_name="CC BY 4.0", licence_url=LICENCE)
    run = AnalysisRunFactory()
    ReportFactory(run=run, made_at=NOW, published_at=NOW, pdf_digest="a" * 64)

    told = catalogue(client)
    page = client.get(reverse("open_data")).content.decode()

    letterhead.hold(None, 0)
    (row,) = told["dcat:dataset"]
    assert told["dct:license"] == row["dct:license"] == {"@id": LICENCE}
    assert row["dct:issued"]["@value"] == "2027-01-05T00:00:00+00:00"
    pdf = row["dcat:distribution"][0]
    assert pdf["dcat:downloadURL"]["@id"] == "http://testserver/analysis/released/1/report.pdf"
    assert pdf["spdx:checksum"]["spdx:checksumValue"] == "a" * 64
    for file in row["dcat:distribution"]:
        path = file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
        assert f'href="{path}"' in page
    assert f'href="{LICENCE}"' in page
    assert run.wave.title_vi in page


@pytest.mark.parametrize("reports", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, reports, django_assert_num_queries):
    for _each in range(reports):
        ReportFactory(run=AnalysisRunFactory(), made_at=NOW, published_at=NOW)
    client.get(reverse("open_data"))

    with django_assert_num_queries(4):
        client.get(reverse("open_data"))
