"""The page of scenarios: a form without a script, kept scenarios, an exact file."""

from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document

from analysis import actions, tasks
from analysis.actions import scenarios as actions_scenarios
from analysis.models import Forecast, ForecastRelease, Scenario
from analysis.what_if.summary import summarise, try_out
from core.access import Role
from core.models import AuditEntry, Job
from pci.models import Province
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def frozen():
    call_command("load_fixtures", example=True, verbosity=0)
    home, now = Province.objects.home(), timezone.now()
    options = {"by": None, "now": now, "seed": 7, "draws": 200, "reason": "test"}
    return actions.freeze_forecast(province=home, year=2018, **options).pk


@pytest.fixture(scope="module")
def forecast(once):
    return once(frozen)


@pytest.fixture
def planner(client):
    user = UserFactory(role=Role.PLANNER)
    client.force_login(user)
    return user


def page_of(forecast):
    return reverse("analysis:what_if", args=[forecast])


def test_without_a_script_the_form_tells_the_score(client, planner, forecast):
    found = Forecast.objects.get(pk=forecast)
    summary = summarise(found.content, digest=found.digest, year=2018)
    value = round(summary["planning"].expected + 0.2, 2)
    expected = try_out(summary, {"planning": value}).middle

    page = client.get(page_of(forecast), {"v-planning": f"{value:.2f}".replace(".", ",")})

    assert page.context["told"].outcome.middle == pytest.approx(expected, abs=1e-12)
    assert f'data-told="middle">{expected:.2f}<'.replace(".", ",") in page.content.decode()


def test_shares_are_typed_in_per_cent(client, planner, forecast):
    page = client.get(page_of(forecast), {"v-info_received": "80"})
    assert page.context["wished"] == {"info_received": 0.8}


def test_an_address_means_the_same_in_every_language(client, planner, forecast):
    told = []
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        answer = client.get(page_of(forecast), {"v-planning": "2.481", "target": "6.5"})
        told.append((answer.context["wished"], answer.context["target"]))
    assert told[0] == told[1]


def test_ways_to_a_score_can_be_tried_out(client, planner, forecast):
    page = client.get(page_of(forecast), {"target": "6,9"})
    way = page.context["ways"][0]
    tried = client.get(f"{page_of(forecast)}?{way.query}")
    assert tried.context["told"].outcome.middle == pytest.approx(6.9, abs=0.005)


def test_what_cannot_be_read_is_told_beside_the_field_and_stays(client, planner, forecast):
    page = client.get(page_of(forecast), {"v-planning": "nhiều", "target": "11"})
    assert page.status_code == 400
    text = page.content.decode()
    assert 'href="#v-planning"' in text
    assert 'href="#target"' in text


def test_a_scenario_is_kept_compared_and_removed(client, planner, forecast):
    wishes = {"v-planning": "2.8", "target": "6.5", "name": "Quy hoạch"}
    answer = client.post(page_of(forecast), wishes)
    kept = Scenario.objects.get()
    assert (kept.wished, kept.target, kept.made_by) == ({"planning": 2.8}, 6.5, planner)
    assert "v-planning=2.8" in answer.url

    page = client.get(answer.url)
    assert "Quy hoạch" in page.content.decode()
    assert page.context["kept"][0].told.outcome == page.context["told"].outcome

    client.post(reverse("analysis:remove_scenario", args=[kept.pk]))
    assert not Scenario.objects.exists()
    said = AuditEntry.objects.filter(action__startswith="scenario").order_by("pk")
    assert [entry.action for entry in said] == ["scenario.save", "scenario.remove"]


def test_a_name_taken_is_refused_and_what_was_typed_stays(client, planner, forecast):
    wishes = {"v-planning": "2.8", "name": "Một"}
    client.post(page_of(forecast), wishes)
    again = client.post(page_of(forecast), wishes | {"v-planning": "2.9"})
    text = again.content.decode()
    assert 'value="2,90"' in text
    assert 'value="Một"' in text
    sent = client.post(page_of(forecast), wishes | {"v-planning": "2.9", "name": "Hai"})
    assert sent.status_code == 302
    assert Scenario.objects.count() == 2


def test_a_scenario_without_a_wish_is_not_kept(client, planner, forecast):
    client.post(page_of(forecast), {"name": "Trống"})
    assert not Scenario.objects.exists()


def test_the_file_holds_what_the_page_holds_and_is_sent_once(client, planner, forecast):
    address = reverse("analysis:what_if_summary", args=[forecast])
    first = client.get(address)
    assert first.json() == client.get(page_of(forecast)).context["for_script"] | {
        "grid": first.json()["grid"],
        "criteria": first.json()["criteria"],
    }
    assert len(first.content) < 6000
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304


def test_officers_and_visitors_do_not_see_scenarios(client, forecast):
    assert client.get(page_of(forecast)).status_code == 302
    client.force_login(UserFactory(role=Role.OFFICER))
    assert client.get(page_of(forecast)).status_code == 403


def test_the_newest_forecast_is_found(client, planner, forecast):
    assert client.get(reverse("analysis:latest_what_if")).url == page_of(forecast)


def test_a_kept_scenario_stands_in_the_files_of_the_desk_with_the_same_figures(
    client, planner, forecast
):
    found = Forecast.objects.get(pk=forecast)
    summary = summarise(found.content, digest=found.digest, year=2018)
    wished = {"planning": summary["planning"].expected + 0.2}
    actions_scenarios.save_scenario(
        forecast=found, name="Quy hoạch", wished=wished, target=6.5, by=planner, now=timezone.now()
    )
    told = try_out(summary, wished)

    def file(kind):
        address = reverse("analysis:forecast_paper", args=[forecast, kind])
        assert client.get(address).status_code == 202
        tasks.write_forecast_paper(Job.objects.filter(kind="forecast_paper").latest("pk"))
        return b"".join(client.get(address).streaming_content)

    rows = [
        [cell.value for cell in line]
        for sheet in openpyxl.load_workbook(BytesIO(file("xlsx"))).worksheets
        for line in sheet.iter_rows()
    ]
    (kept,) = [row for row in rows if row[0] == "Quy hoạch" and row[2] is not None]
    assert kept[1:4] == [round(value, 2) for value in (told.middle, told.low, told.high)]
    cells = [
        [cell.text for cell in line.cells]
        for table in Document(BytesIO(file("docx"))).tables
        for line in table.rows
    ]
    (word,) = [row for row in cells if row[0] == "Quy hoạch"]
    assert word[1:4] == [f"{value:.2f}".replace(".", ",") for value in kept[1:4]]
    assert client.get(reverse("analysis:forecast_paper", args=[forecast, "odt"])).status_code == 404

    client.logout()
    assert (
        client.get(reverse("analysis:forecast_paper", args=[forecast, "xlsx"])).status_code == 404
    )
    ForecastRelease.objects.create(forecast=found, released_at=timezone.now())
    public = openpyxl.load_workbook(BytesIO(file("xlsx")))
    names = [cell.value for sheet in public.worksheets for (cell, *_rest) in sheet.iter_rows()]
    assert "Quy hoạch" not in names
