"""The API tells what pages tell: described, in parts, with an ETag, and nothing unreleased."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from analysis import actions
from analysis.models import Forecast
from core.access import Role
from dashboard.views import ENDPOINTS
from pci.models import OfficialResult, OfficialScore, Province
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory, ReportFactory
from tests.factories.dialogues import SessionFactory, answered, filed, published

pytestmark = pytest.mark.django_db


def loaded():
    call_command("load_fixtures", example=True, verbosity=0)
    Forecast(
        number=1,
        province=Province.objects.home(),
        year=2018,
        content={"said": {"score": {"q": {"0.5": 6.3}}}},
        scoring={},
        inputs_digest="0" * 64,
        code_version="t",
        seed=1,
        made_at=timezone.now(),
        previous_digest="0" * 64,
        digest="1" * 64,
    ).save()


@pytest.fixture(scope="module")
def data(once):
    return once(loaded)


def described(client):
    return client.get(reverse("api-1:openapi-json")).json()


def test_the_description_is_openapi_3_1_and_names_every_list_of_the_page(client, data):
    told = described(client)
    assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) == {f"/api/v1/{address}" for address, _meaning in ENDPOINTS}
    assert {method for path in told["paths"].values() for method in path} == {"get"}


def test_every_answer_has_the_fields_that_are_described(client, data):
    SessionFactory()
    told = described(client)
    shapes = told["components"]["schemas"]
    for path, operations in told["paths"].items():
        if "{" in path:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        page = shapes[schema["$ref"].rsplit("/", 1)[1]]
        assert set(page["properties"]) == set(answer.json())
        inner = shapes[page["properties"]["items"]["items"]["$ref"].rsplit("/", 1)[1]]
        for item in answer.json()["items"]:
            assert set(item) == set(inner["properties"]), path


def test_head_answers_as_get_without_a_body(client, data):
    for path in ("criteria", "editions", "official-values", "official-scores", "forecasts"):
        asked = f"/api/v1/{path}"
        whole, head = client.get(asked), client.head(asked)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == whole["ETag"]


def test_official_values_are_those_of_the_tables(client, data):
    found = client.get("/api/v1/official-values", {"year": 2017, "criterion": "planning"}).json()
    row = OfficialResult.objects.get(edition__year=2017, criterion__code="planning")
    assert [item["value"] for item in found["items"]] == [row.value]
    scores = client.get("/api/v1/official-scores").json()["items"]
    assert len(scores) == OfficialScore.objects.count()
    assert scores[0]["rank"] == 53


def test_a_list_is_read_part_by_part(client, data):
    whole = client.get("/api/v1/official-values").json()
    address, read = "/api/v1/official-values?size=7", []
    while address:
        part = client.get(address).json()
        read += part["items"]
        address = part["next"]
    assert read == whole["items"]
    assert part["page"] == part["pages"] == -(-whole["total"] // 7)


@pytest.mark.parametrize(
    ("query", "status"),
    [("size=500", 200), ("size=501", 422), ("size=0", 422), ("page=0", 422), ("page=999", 200)],
)
def test_parts_have_limits(client, data, query, status):
    assert client.get(f"/api/v1/criteria?{query}").status_code == status


def test_what_has_not_changed_is_not_sent_again(client, data):
    first = client.get("/api/v1/editions")
    again = client.get("/api/v1/editions", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    OfficialScore.objects.filter(edition__year=2017).update(rank=52)
    scores = client.get("/api/v1/official-scores")
    assert scores.headers["ETag"] != first.headers["ETag"]


def test_nothing_can_be_written(client, data):
    assert client.post("/api/v1/criteria").status_code == 405


def test_reports_appear_once_they_are_released(client, data):
    report = ReportFactory(made_at=timezone.now())
    assert client.get("/api/v1/reports").json()["total"] == 0
    assert client.get(f"/api/v1/reports/{report.run_id}/figures").status_code == 404
    report.published_at = timezone.now()
    report.save()
    item = client.get("/api/v1/reports").json()["items"][0]
    assert item["digest"] == report.run.results_digest
    assert item["page"].endswith(reverse("analysis:run", args=[report.run_id]))


def test_a_report_names_its_standing_releases_and_no_withdrawn_one(client, data):
    report = ReportFactory(made_at=timezone.now(), pdf_digest="c" * 64)
    staff = [UserFactory(role=Role.STAFF) for _each in range(2)]
    for number in (1, 2):
        reviewed = actions.review_report(report=report, note="", by=staff[0], now=timezone.now())
        actions.publish_report(report=reviewed, by=staff[1], now=timezone.now())
        (told,) = client.get("/api/v1/reports").json()["items"][0]["releases"]
        assert (told["number"], told["pdf_digest"]) == (number, "c" * 64)
        assert told["page"].endswith(reverse("analysis:release", args=[number]))
        actions.withdraw_report(report=report, reason="x", by=staff[1], now=timezone.now())
    assert client.get("/api/v1/reports").json()["items"] == []


def test_a_run_of_another_form_has_no_figures(client, data):
    run = AnalysisRunFactory()
    ReportFactory(run=run, made_at=timezone.now(), published_at=timezone.now())
    assert client.get(f"/api/v1/reports/{run.pk}/figures").status_code == 404


def test_a_forecast_tells_its_seal_before_and_its_numbers_after_the_outcome(client, data):
    forecast = Forecast.objects.get()
    before = client.get("/api/v1/forecasts").json()["items"][0]
    assert (before["digest"], before["score"], before["outcomes"]) == ("1" * 64, None, [])
    forecast.outcomes.create(
        target="score", kind="exact", low=6.1, high=6.1, scored_at=timezone.now()
    )
    after = client.get("/api/v1/forecasts").json()["items"][0]
    assert after["score"] == {"0.5": 6.3}
    assert after["outcomes"] == [{"target": "score", "kind": "exact", "low": 6.1, "high": 6.1}]


def test_only_published_issues_are_told(client, data):
    filed()
    answered()
    assert client.get("/api/v1/issues").json()["total"] == 0
    issue = published()
    (told,) = client.get("/api/v1/issues").json()["items"]
    assert (told["number"], told["text"]) == (issue.number, issue.shown_text)


def test_the_page_of_the_api_leads_to_its_description(client, data):
    page = client.get(reverse("api")).content.decode()
    assert reverse("api-1:openapi-json") in page
    json.dumps(described(client))
