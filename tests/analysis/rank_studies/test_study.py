"""How firm ranks are: computed by the worker, kept until the published figures change."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from numpy.random import default_rng

from analysis import actions, tasks
from analysis.models import ProvinceRank, RankStudy
from analysis.rank_studies import study as ranks
from analysis.reports import rank_study as report
from core import tasks as core_tasks
from core.jobs import running
from core.models import Job, JobState
from pci.models import CriterionInEdition, Edition, OfficialResult, OfficialScore, Province
from tests.work import do_the_work, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2018, 11, 20, 9, 30, tzinfo=UTC)
YEARS = (2016, 2017)


@pytest.fixture(scope="module")
def everything_shipped(once):
    once(lambda: call_command("load_fixtures", example=True, verbosity=0))


@pytest.fixture(scope="module", autouse=True)
def studied_once():
    """Study the same figures once: their stamp tells them apart, and the seed is fixed."""
    held, study = {}, ranks.study

    def studied(edition):
        stamp = edition.year, ranks.stamp(edition.year)
        if stamp not in held:
            held[stamp] = study(edition)
        return held[stamp]

    with mock.patch.object(ranks, "study", studied):
        yield


@pytest.fixture
def home(everything_shipped, db):
    cache.clear()
    return Province.objects.home()


def panel(home, provinces=14):
    """Invented values of some other provinces in two editions, beside the home province's own."""
    rng = default_rng(5)
    others = list(Province.objects.exclude(pk=home.pk).order_by("pk")[:provinces])
    for edition in Edition.objects.filter(year__in=YEARS):
        for row in CriterionInEdition.objects.filter(edition=edition):
            width = row.scale_max - row.scale_min
            OfficialResult.objects.bulk_create(
                OfficialResult(
                    province=province,
                    edition=edition,
                    criterion_id=row.criterion_id,
                    value=row.scale_min + width * rng.uniform(0.2, 0.8),
                )
                for province in others
            )


def page_of(client, home, year=2017, **query):
    address = reverse("analysis:rank", args=[year])
    client.cookies["django_language"] = "en"
    return client.get(address, query)


def test_a_study_ranks_every_province_and_is_made_once(home):
    panel(home)
    edition = Edition.objects.get(year=2017)

    study = actions.study_ranks(edition=edition, now=NOW)
    again = actions.study_ranks(edition=edition, now=NOW)

    assert again.pk == study.pk
    assert study.provinces_ranked == 15
    assert ProvinceRank.objects.filter(study=study).count() == 15
    results = ProvinceRank.objects.get(study=study, province=home).results
    assert sum(results["rank_distribution"].values()) == pytest.approx(1)
    assert len(results["leave_one_out"]) == 12
    assert results["movement"]["score"]["own"] == pytest.approx(0.1315, abs=1e-4)
    change = results["movement"]["score_after"] - results["movement"]["score_before"]
    assert sum(results["movement"]["score"].values()) == pytest.approx(change)


def test_changed_figures_make_a_new_study(home):
    panel(home)
    edition = Edition.objects.get(year=2017)
    first = actions.study_ranks(edition=edition, now=NOW)
    OfficialResult.objects.filter(edition=edition).exclude(province=home).update(base=30)

    second = actions.study_ranks(edition=edition, now=NOW)

    assert second.pk != first.pk
    assert second.stamp != first.stamp
    assert RankStudy.objects.count() == 1


def test_figures_of_later_editions_change_nothing(home):
    before = ranks.stamp(2016)
    OfficialResult.objects.filter(edition__year=2017).update(value=0.5)

    assert ranks.stamp(2016) == before


def test_with_one_province_alone_its_score_is_taken_apart_without_ranks(home, client):
    tasks.study_ranks(ordered("rank_study", year=2017))

    study = RankStudy.objects.get()
    assert study.provinces_ranked == 0
    results = ProvinceRank.objects.get(study=study).results
    assert set(results["fixed_frame"]) == {"2016", "2017"}
    page = page_of(client, home).content.decode()
    assert "too few provinces to compare ranks" in page
    assert "+0.13" in page
    assert "Other ways of computing, other ranks" not in page


def test_the_page_orders_a_study_and_shows_it(home, client):
    panel(home)

    first = page_of(client, home).content.decode()
    do_the_work()
    page = page_of(client, home).content.decode()

    assert "Study of ranks: PCI 2017" in first
    assert "every 3s" in first
    assert "every 3s" not in page
    assert "The score fell although the province’s own values improved" in page
    assert "Other ways of computing, other ranks" in page
    assert page.count('class="chart"') == 4
    assert 'aria-label="The rank' in page


def test_a_study_of_older_figures_says_that_it_is_being_renewed(home, client):
    panel(home)
    tasks.study_ranks(ordered("rank_study", year=2017))
    Job.objects.all().delete()
    OfficialResult.objects.filter(edition__year=2017, province=home).update(base=40)

    page = page_of(client, home).content.decode()
    page_of(client, home)

    assert "Published figures have changed since this was computed." in page
    assert "Other ways of computing, other ranks" in page
    job = Job.objects.get()  # once, however many look
    assert (job.kind, job.arguments) == ("rank_study", {"year": 2017})


def test_pictures_of_other_provinces_are_left_to_the_worker(home, client):
    panel(home)
    tasks.study_ranks(ordered("rank_study", year=2017))
    core_tasks.beat()
    other = ProvinceRank.objects.exclude(province=home).first()
    Job.objects.all().delete()

    first = page_of(client, home, province=other.province.code).content.decode()
    page_of(client, home, province=other.province.code)
    assert 'class="chart"' not in first
    assert "pictures of this province are being drawn" in first
    assert 'hx-trigger="load delay:2s"' in first
    assert "Score and rank without each criterion" in first
    job = Job.objects.get()  # once, however many look
    assert (job.kind, job.arguments["language"]) == ("rank_pictures", "en")

    do_the_work()
    page = page_of(client, home, province=other.province.code).content.decode()
    assert page.count('class="chart"') == 4
    assert "hx-trigger" not in page


@pytest.mark.parametrize(("minutes", "orders"), [(59, 1), (60, 2)])
def test_a_study_that_failed_is_not_ordered_again_by_each_visitor(home, client, minutes, orders):
    panel(home)
    page_of(client, home)
    held = running.claim(Job.objects.get().pk, now=timezone.now())
    running.settle(held, JobState.FAILED, message={"en": "It broke."})
    ended = timezone.now() - timedelta(minutes=minutes)
    Job.objects.update(ended_at=ended)

    page = page_of(client, home).content.decode()

    assert Job.objects.count() == orders
    assert ("It broke." in page) == (orders == 1)
    assert ("every 3s" in page) == (orders == 2)


def test_the_clock_orders_studies_of_changed_editions_alone(home):
    panel(home)
    tasks.study_ranks(ordered("rank_study", year=2017))
    Job.objects.all().delete()

    tasks.order_rank_studies()
    tasks.order_rank_studies()

    assert {job.arguments["year"] for job in Job.objects.all()} == set(
        Edition.objects.filter(results__isnull=False).values_list("year", flat=True)
    ) - {2017}


def test_without_a_worker_the_page_draws_by_itself(home, client):
    panel(home)
    tasks.study_ranks(ordered("rank_study", year=2017))
    cache.delete(core_tasks.HEARTBEAT)
    other = ProvinceRank.objects.exclude(province=home).first()

    page = page_of(client, home, province=other.province.code).content.decode()

    assert page.count('class="chart"') == 4


@pytest.mark.parametrize("provinces", [12, 40])
def test_the_page_costs_the_same_for_any_number_of_provinces(
    home, client, django_assert_num_queries, provinces
):
    panel(home, provinces)
    tasks.study_ranks(ordered("rank_study", year=2017))
    page_of(client, home)

    with django_assert_num_queries(10):
        page_of(client, home)


def test_an_unknown_edition_or_province_is_not_found(home, client):
    assert page_of(client, home, year=1999).status_code == 404
    assert page_of(client, home, province="nowhere").status_code == 404


def test_the_newest_published_edition_has_a_short_address(home, client):
    answer = client.get(reverse("analysis:latest_rank"))

    assert answer.url == reverse("analysis:rank", args=[2017])
    OfficialScore.objects.all().delete()
    assert client.get(reverse("analysis:latest_rank")).status_code == 404


def test_an_edition_without_values_says_what_is_missing(home, client):
    page = page_of(client, home, year=2018).content.decode()

    assert "No published values of this province" in page


@pytest.mark.parametrize(
    ("own", "before", "after", "ranks", "words"),
    [
        (0.1, 6.0, 5.9, (48, 53), "fell although the province’s own values improved"),
        (-0.1, 5.9, 6.0, (53, 48), "rose although the province’s own values got worse"),
        (0.1, 5.9, 6.0, (40, 45), "rose and the rank fell"),
        (-0.1, 6.0, 5.9, (45, 40), "fell and the rank rose"),
        (0.1, 5.9, 6.0, (45, 40), "Most of the change comes from"),
        (0.02, 5.9, 6.0, (45, 40), "Most of the change does not come from"),
        (0.1, 6.0, 6.001, (45, 40), "The score hardly moved"),
    ],
)
def test_score_and_rank_that_part_ways_are_explained(own, before, after, ranks, words):
    movement = {
        "score": {"own": own},
        "score_before": before,
        "score_after": after,
        "rank_before": ranks[0],
        "rank_after": ranks[1],
    }

    with translation.override("en"):
        assert words in report.sentence_on_step(movement, is_ranked=True)


@pytest.mark.parametrize(
    ("low", "high", "words"), [(1, 5, "is firm"), (10, 30, "fairly firm"), (22, 61, "is not firm")]
)
def test_the_width_of_the_range_decides_how_firm_a_rank_is(low, high, words):
    results = {"rank_quantiles": {"0.05": low, "0.95": high}}

    with translation.override("en"):
        assert words in report.verdict(results, Province(name="Đắk Nông"))
