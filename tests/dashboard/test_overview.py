"""The overview: one picture for the desk, and what was released of it for everybody."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from analysis import actions
from analysis.models import Forecast, ForecastRelease
from core.access import Role
from dashboard import overview
from dashboard.overview.criteria import Direction
from dashboard.overview.score_summary import ScoreSummary
from pci.models import OfficialScore, Province
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import assigned
from tests.factories.surveys import WaveFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def frozen():
    call_command("load_fixtures", example=True, verbosity=0)
    home = Province.objects.home()
    return actions.freeze_forecast(
        province=home, year=2018, by=None, now=NOW, seed=7, draws=200, reason="test"
    ).pk


@pytest.fixture(scope="module")
def forecast(once):
    return once(frozen)


def for_desk(today=date(2018, 12, 1)):
    with translation.override("vi"):
        return overview.for_desk(today)


def read_overview(client, role):
    return client.get(reverse("home" if role else "overview")).content.decode()


def test_the_way_from_the_last_score_to_the_expected_one_adds_up(forecast):
    way = for_desk()["summary"].way

    assert way.before[1] == pytest.approx(5.940401, abs=1e-6)
    assert way.after[1] == Forecast.objects.get(pk=forecast).content["said"]["score"]["mean"]
    assert sum(step.value for step in way.steps) == pytest.approx(way.change, abs=1e-12)
    assert way.steps[-1].end == pytest.approx(way.after[1], abs=1e-12)


def test_a_change_no_criterion_explains_is_the_basket(forecast):
    said = Forecast.objects.get(pk=forecast).content["said"]
    own, scales, basket = (step.value for step in for_desk()["summary"].way.steps)

    assert basket == pytest.approx(said["basket_change"], abs=1e-9)
    assert own + scales == pytest.approx(
        sum(p["expected_change"] for p in said["parts"] if p["expected_change"] is not None)
    )


def test_every_criterion_of_the_forecast_has_its_line(forecast):
    content = Forecast.objects.get(pk=forecast).content
    issue = assigned()
    issue.criterion = issue.criterion or None

    rows = for_desk()["rows"]

    assert {row.line.code for row in rows} == set(content["said"]["criteria"])
    first = rows[0].line
    assert (first.last_text, first.lead) == ("2,44", first.point.leads.get().short_name)
    assert 'aria-hidden="true"' in rows[0].spark


def test_a_direction_is_named_only_where_it_is_likely(forecast):
    content = Forecast.objects.get(pk=forecast).content
    for row in for_desk()["rows"]:
        line = row.line
        if line.expected.last is None:
            assert line.direction == Direction.UNKNOWN
            continue
        draws = content["grid"][line.code]
        sign = content["model"]["criteria"][line.code]["direction"]
        better = sum(sign * (x - line.expected.last) > 0 for x in draws) / len(draws)
        if better > 0.83:
            assert line.direction == Direction.BETTER, line.code
        if 0.23 < better < 0.77:
            assert line.direction == Direction.UNSURE, line.code


def test_agencies_with_overdue_answers_are_counted(forecast):
    issue = assigned()

    in_time = for_desk(issue.due_on)["late"]
    late = for_desk(issue.due_on + timedelta(days=1))["late"]

    assert [row.name for row in in_time if row.answers] == []
    assert [(row.name, row.answers) for row in late if row.answers] == [(str(issue.lead), 1)]


def test_planners_and_the_association_begin_with_the_overview(client, forecast):
    expected = Forecast.objects.get(pk=forecast).content["said"]["score"]["q"]["0.5"]
    for role in (Role.PLANNER, Role.STAFF, Role.ADMINISTRATOR):
        client.force_login(UserFactory(role=role))
        page = client.get("/").content.decode()
        assert 'id="overview-title"' in page
        assert f"{expected:.2f}".replace(".", ",") in page
        assert page.index('id="overview-title"') < page.index('id="todo"')


def test_five_questions_of_a_planner_take_one_click_at_most(client, forecast):
    """What is our score, how sure is it, what moved it, who should act: seen; what if: one link."""
    client.force_login(UserFactory(role=Role.PLANNER))
    page = client.get(reverse("home")).content.decode()
    desk, score = page[page.index('class="overview"') :], for_desk()["summary"].expected.score

    def written(value):
        return f"{value:.2f}".replace(".", ",")

    assert f"<strong>{written(score.middle)}</strong>" in desk
    assert f"{written(score.low80)} – {written(score.high80)}" in desk
    assert "Kết quả của chính tỉnh" in desk
    assert 'title="Sở Tư pháp"' in desk
    links = set(re.findall(r'href="([^"]+)"', page))
    opened = client.get(links.intersection({reverse("analysis:latest_what_if")}).pop(), follow=True)
    assert opened.status_code == 200
    assert 'name="v-planning"' in opened.content.decode()


def test_an_officer_begins_with_what_must_be_done(client, forecast):
    client.force_login(UserFactory(role=Role.OFFICER))
    assert 'id="overview-title"' not in client.get("/").content.decode()


@pytest.mark.parametrize("role", [Role.PLANNER, None])
def test_the_target_of_the_plan_stands_beside_the_published_rank(client, forecast, role):
    if role:
        client.force_login(UserFactory(role=role))

    page = " ".join(re.sub("<[^>]+>", " ", read_overview(client, role)).split())

    assert "hạng 53/63 mục tiêu: 30–40" in page


def test_the_target_stands_alone_where_nothing_was_published(client, forecast):
    OfficialScore.objects.all().delete()
    page = " ".join(re.sub("<[^>]+>", " ", read_overview(client, None)).split())
    assert "Mục tiêu của Kế hoạch 30–40 thứ hạng" in page


@pytest.mark.parametrize(
    ("target", "told"), [(None, ""), ((20, 20), "20"), ((30, 40), "30–40"), ((9, 10), "9–10")]
)
def test_a_target_is_one_rank_or_two(target, told):
    assert ScoreSummary((), None, None, (), target).target_text == told


def test_the_public_picture_tells_nothing_that_was_not_released(client, forecast):
    WaveFactory(status="closed")
    page = client.get(reverse("overview")).content.decode()

    assert "5,94" in page
    assert reverse("analysis:forecast", args=[forecast]) not in page
    assert "Dự báo" not in page.split("<main")[1]
    assert reverse("dialogues:scorecard") not in page.split("<main")[1]


def test_a_released_forecast_is_shown_to_everybody(client, forecast):
    found = Forecast.objects.get(pk=forecast)
    ForecastRelease.objects.create(forecast=found, released_at=NOW, released_by=UserFactory())

    told = client.get(reverse("overview")).context["overview"]["summary"].expected
    item = client.get("/api/v1/forecasts").json()["items"][0]

    assert told.score.middle == found.content["said"]["score"]["q"]["0.5"]
    assert item["score"]["0.5"] == told.score.middle


def test_without_a_province_at_home_the_page_says_so(client):
    Province.objects.update(is_home=False)
    assert client.get(reverse("overview")).status_code == 200


def test_before_anything_was_published_the_overview_still_opens(client, forecast):
    OfficialScore.objects.all().delete()
    assert client.get(reverse("overview")).status_code == 200


def test_the_overview_costs_the_same_however_many_criteria_it_has(
    client, forecast, django_assert_max_num_queries
):
    client.force_login(UserFactory(role=Role.PLANNER))
    client.get("/")
    with django_assert_max_num_queries(29):
        client.get("/")
