"""The page of scenarios: a form without a script, kept scenarios, an exact file."""

import re
import shutil
import subprocess
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
from analysis.reports.forecast.what_if import Lever
from analysis.what_if.summary import Criterion, Summary, chance_at_least, summarise, try_out
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
    assert 'value="nhiều" aria-invalid="true"' in text
    assert 'value="11" aria-invalid="true"' in text
    assert "không được lớn hơn 10." in text


@pytest.mark.parametrize(("language", "written"), [("vi", "6,5"), ("en", "6.5")])
def test_a_target_is_written_as_the_language_writes_it(
    client, planner, forecast, language, written
):
    client.cookies["django_language"] = language
    page = client.get(page_of(forecast), {"target": "6.5"}).content.decode()
    assert f'name="target" inputmode="decimal" autocomplete="off" value="{written}"' in page


def test_a_way_names_no_change_that_does_not_show(client, planner, forecast):
    page = client.get(page_of(forecast), {"target": "6,42"})
    moves = [move for way in page.context["ways"] for move in way.moves]
    assert moves
    assert [move for move in moves if move.before == move.after] == []


def test_only_criteria_a_scenario_changes_are_compared(client, planner, forecast):
    client.post(page_of(forecast), {"v-planning": "2.8", "name": "Một"})
    client.post(page_of(forecast), {"v-legal": "3.2", "name": "Hai"})
    page = client.get(page_of(forecast))
    told = {lever.criterion.code: cells for lever, cells in page.context["changed"]}
    assert told == {"planning": ["2,80", "–"], "legal": ["–", "3,20"]}


@pytest.mark.parametrize(
    ("expected", "usual", "at"),
    [
        (50.0, 10.0, ("40.00", "20.00")),
        (95.0, 10.0, ("85.00", "15.00")),
        (2.0, 10.0, ("0.00", "12.00")),
    ],
)
def test_a_usual_year_is_marked_on_the_slider(expected, usual, at):
    ends = {"low": 0.0, "high": 100.0, "least": 0.0, "most": 100.0}
    one = Criterion("web", "points", 0.1, 1, expected=expected, usual=usual, **ends)
    assert Lever(one, None, None).usual_at == at


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


SCENARIOS = {  # by name: how far from what is expected, in usual movements; the score to reach
    "Quy hoạch": ({"planning": 1.0}, 6.5),
    "Hai tiêu chí": ({"planning": 2.0, "info_received": 0.5}, 6.9),
    "Xấu đi": ({"info_received": -1.5}, 9.9),
}


def keep_scenarios(found, summary, user):
    """Keep each scenario as the page does, with values as they are typed."""
    kept = {}
    for name, (moves, target) in SCENARIOS.items():
        wished = {}
        for code, usual in moves.items():
            one = summary[code]
            value = one.within(one.expected + usual * one.usual)
            wished[code] = round(value * one.factor, one.decimals) / one.factor
        actions_scenarios.save_scenario(
            forecast=found, name=name, wished=wished, target=target, by=user, now=timezone.now()
        )
        kept[name] = (wished, target)
    return kept


def figures(outcome, chance):
    """The figures of a scenario as Vietnamese pages and papers write them."""
    points = [f"{v:.2f}".replace(".", ",") for v in (outcome.middle, outcome.low, outcome.high)]
    return [*points, "dưới 1%" if chance <= 0.01 else f"{round(100 * chance)}%"]


def of_json(client, forecast, wished, target):
    """Compute from the file a phone gets, and from nothing else."""
    told = client.get(reverse("analysis:what_if_summary", args=[forecast])).json()
    known = Summary.__slots__
    rows = tuple(
        Criterion(**{name: row[name] for name in Criterion.__slots__}) for row in told["criteria"]
    )
    plain = {name: told[name] for name in known if name in told}
    summary = Summary(**(plain | {"grid": tuple(told["grid"]), "criteria": rows}))
    outcome = try_out(summary, wished)
    return figures(outcome, chance_at_least(summary.grid, target - outcome.shift))


def of_page(client, forecast, wished, target, summary):
    """Read what the page shows for the same address."""
    asked = {
        f"v-{code}": f"{value * summary[code].factor:.{summary[code].decimals}f}"
        for code, value in wished.items()
    }
    page = client.get(page_of(forecast), asked | {"target": str(target)}).content.decode()
    read = dict(re.findall(r'data-told="(\w+)">([^<]*)<', page))
    low, high = read["interval"].split(" – ")
    return [read["middle"], low, high, read["chance"]]


def of_file(client, forecast, kind):
    address = reverse("analysis:forecast_paper", args=[forecast, kind])
    assert client.get(address).status_code == 202
    tasks.write_forecast_paper(Job.objects.filter(kind="forecast_paper").latest("pk"))
    return b"".join(client.get(address).streaming_content)


def rows_of_workbook(content):
    book = openpyxl.load_workbook(BytesIO(content))
    lines = [list(line) for sheet in book.worksheets for line in sheet.iter_rows()]
    return {
        line[0].value: [
            *(f"{cell.value:.2f}".replace(".", ",") for cell in line[1:4]),
            line[5].value if isinstance(line[5].value, str) else f"{round(100 * line[5].value)}%",
        ]
        for line in lines
        if line[0].value in SCENARIOS and isinstance(line[1].value, float)
    }


def rows_of_word(content):
    lines = [
        [cell.text for cell in line.cells]
        for table in Document(BytesIO(content)).tables
        for line in table.rows
    ]
    return {line[0]: [*line[1:4], line[5]] for line in lines if line[0] in SCENARIOS}


def rows_of_pdf(content):
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],  # noqa: S607 -- poppler's own tool
        input=content, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    found = {}
    for name in SCENARIOS:
        for line in read.splitlines():
            if line.strip().startswith(name) and (
                told := re.findall(r"\d+,\d\d|(?:dưới )?\d+%", line)
            ):
                found[name] = [*told[:3], told[-1]]
    return found


def test_a_scenario_has_the_same_figures_on_page_json_pdf_word_and_excel(client, planner, forecast):
    found = Forecast.objects.get(pk=forecast)
    summary = summarise(found.content, digest=found.digest, year=2018)
    kept = keep_scenarios(found, summary, planner)
    expected = {}
    for name, (wished, target) in kept.items():
        outcome = try_out(summary, wished)
        expected[name] = figures(outcome, chance_at_least(summary.grid, target - outcome.shift))
    assert len({tuple(row) for row in expected.values()}) == 3

    for name, (wished, target) in kept.items():
        assert of_json(client, forecast, wished, target) == expected[name], name
        assert of_page(client, forecast, wished, target, summary) == expected[name], name
    assert rows_of_workbook(of_file(client, forecast, "xlsx")) == expected
    assert rows_of_word(of_file(client, forecast, "docx")) == expected
    if shutil.which("pdftotext"):
        assert rows_of_pdf(of_file(client, forecast, "pdf")) == expected


def test_scenarios_are_for_the_desk_alone(client, planner, forecast):
    found = Forecast.objects.get(pk=forecast)
    keep_scenarios(found, summarise(found.content, digest=found.digest, year=2018), planner)
    assert client.get(reverse("analysis:forecast_paper", args=[forecast, "odt"])).status_code == 404
    client.logout()
    address = reverse("analysis:forecast_paper", args=[forecast, "xlsx"])
    assert client.get(address).status_code == 404
    ForecastRelease.objects.create(forecast=found, released_at=timezone.now())
    public = openpyxl.load_workbook(BytesIO(of_file(client, forecast, "xlsx")))
    names = {cell.value for sheet in public.worksheets for (cell, *_rest) in sheet.iter_rows()}
    assert not names & SCENARIOS.keys()
