import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from analysis import actions, tasks
from analysis.errors import AlreadyPublished, NothingKnown
from analysis.forecasts import chain, runs, scoring
from analysis.models import Forecast, ForecastOutcome, Immutable
from analysis.reports.forecast import track_record
from analysis.reports.forecast.record import usual
from analysis.reports.forecast.sentences import chance_of
from core.access import Role
from pci.models import Criterion, Edition, OfficialResult, OfficialScore, Province
from tests.factories.accounts import UserFactory
from tests.work import do_the_work

pytestmark = pytest.mark.slow

NOW = datetime(2018, 11, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2019, 4, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def everything_shipped(once):
    once(lambda: call_command("load_fixtures", example=True, verbosity=0))


@pytest.fixture
def home(everything_shipped, db):
    return Province.objects.home()


def freeze(home, year=2018, **more):
    options = {"by": None, "now": NOW, "seed": 7, "draws": 200, "reason": "sau khảo sát"} | more
    return actions.freeze_forecast(province=home, year=year, **options)


def publish(home, score=6.1, rank=None, best=None, worst=None, **values):
    edition, _new = Edition.objects.get_or_create(year=2018)
    for code, value in values.items():
        criterion = Criterion.objects.get(code=code)
        OfficialResult.objects.create(
            province=home, edition=edition, criterion=criterion, value=value
        )
    return OfficialScore.objects.create(
        province=home, edition=edition, score=score, rank=rank, provinces_ranked=63,
        rank_at_best=best, rank_at_worst=worst,
    )  # fmt: skip


def outcome(forecast, target):
    return ForecastOutcome.objects.get(forecast=forecast, target=target)


def test_a_frozen_forecast_can_be_made_again(home):
    first, second = freeze(home), freeze(home)

    assert first.content == second.content
    assert first.inputs_digest == second.inputs_digest
    assert first.content["said"]["rank"] is None
    assert set(first.content["grid"]) == {*first.content["said"]["criteria"], "score"}
    assert first.content["baselines"]["score"]["last"]["mean"] == pytest.approx(5.9404, abs=1e-3)


def test_a_newer_forecast_supersedes_and_continues_the_chain(home):
    first, second = freeze(home), freeze(home, seed=8)
    first.refresh_from_db()

    assert (second.number, second.supersedes) == (2, first)
    assert second.previous_digest == first.digest
    assert not first.is_standing
    assert second.is_standing
    assert list(Forecast.objects.standing()) == [second]
    assert str(second).startswith("PCI 2018 · ")


def test_nobody_changes_or_removes_a_forecast(home):
    forecast = freeze(home)

    for act in (
        forecast.save,
        forecast.delete,
        Forecast.objects.all().delete,
        lambda: Forecast.objects.update(year=2020),
    ):
        with pytest.raises(Immutable):
            act()


def test_a_published_edition_is_not_forecast_any_more(home):
    with pytest.raises(AlreadyPublished, match="2017"):
        freeze(home, year=2017)


def test_the_chain_tells_what_was_done_to_it(home, capsys):
    forecasts = [freeze(home, seed=seed) for seed in (1, 2, 3)]
    call_command("verify_forecasts")
    assert "3 forecasts, every digest is right" in capsys.readouterr().out

    with connection.cursor() as cursor:
        cursor.execute("UPDATE analysis_forecast SET reason = 'nicer' WHERE number = 2")
    with pytest.raises(CommandError, match="Forecast 2: its content has been changed") as refusal:
        call_command("verify_forecasts")
    assert refusal.value.returncode == 1

    with connection.cursor() as cursor:
        cursor.execute("UPDATE analysis_forecast SET supersedes_id = NULL")
        cursor.execute("DELETE FROM analysis_forecast WHERE number = 2")
    left = Forecast.objects.exclude(pk=forecasts[1].pk).order_by("number")
    assert {(b.number, b.what) for b in chain.find_broken_links(list(left))} >= {
        (3, "number 2 is missing"),
        (3, "does not continue the forecast before"),
    }


def test_a_receipt_proves_a_forecast(home, client, tmp_path, capsys):
    forecast = freeze(home)
    client.force_login(UserFactory(role=Role.PLANNER))
    answer = client.get(reverse("analysis:receipt", args=[forecast.pk]))
    path = tmp_path / "receipt.json"
    path.write_bytes(answer.content)

    call_command("verify_forecasts", receipt=path)

    assert "agrees with the chain" in capsys.readouterr().out
    changed = json.loads(path.read_text())
    changed["sealed"]["year"] = 2030
    path.write_text(json.dumps(changed))
    with pytest.raises(CommandError, match="does not give its digest"):
        call_command("verify_forecasts", receipt=path)
    changed["digest"] = chain.digest(changed["sealed"])
    path.write_text(json.dumps(changed))
    with pytest.raises(CommandError, match="no forecast of the chain"):
        call_command("verify_forecasts", receipt=path)
    path.write_text("nothing")
    with pytest.raises(CommandError, match="is not a receipt"):
        call_command("verify_forecasts", receipt=path)


def test_nothing_is_scored_before_publication(home):
    freeze(home)

    assert actions.score_forecasts(now=LATER) == 0


def test_published_values_are_scored_once(home):
    forecast = freeze(home)
    published = publish(home, score=6.1, planning=2.5)

    scored = actions.score_forecasts(now=LATER)

    assert scored == len(forecast.content["said"]["criteria"]) + 1
    assert actions.score_forecasts(now=LATER) == 0
    score = outcome(forecast, "score")
    assert (score.kind, score.low) == ("exact", 6.1)
    assert score.figures["error"] == pytest.approx(forecast.content["grid"]["score"][49] - 6.1)
    last = score.figures["baselines"]["last"]
    assert last["error"] == pytest.approx(5.9404 - 6.1, abs=1e-3)
    assert outcome(forecast, "planning").kind == "exact"
    missing = outcome(forecast, "legal")
    assert (missing.kind, missing.low, missing.figures) == ("not_published", None, {})

    published.score = 2.0
    published.save()
    tasks.score_forecasts()
    score.refresh_from_db()
    assert score.low == 2.0
    assert score.figures["inside"] == {"50": False, "80": False, "90": False, "95": False}
    assert score.figures["pit"] == 0.0


def with_rank(forecast):
    """The same forecast with a distribution of the rank, as a panel would give it."""
    said = forecast.content["said"]
    q = dict(zip(said["score"]["q"], range(10, 19), strict=True))
    said["rank"] = {"mean": 14.0, "sd": 3.0, "q": q, "p_at_most": {}}
    forecast.content["rank_upto"] = [min(1.0, k / 40) for k in range(1, 64)]
    return forecast


def rank_of(forecast):
    return next(o for o in scoring.outcomes(with_rank(forecast), LATER) if o.target == "rank")


def test_a_rank_is_scored_exactly_as_a_range_or_not_at_all(home):
    forecast = freeze(home)
    published = publish(home, rank=14)

    exact = rank_of(forecast)
    assert exact.kind == "exact"
    assert exact.figures["error"] == 0
    assert exact.figures["inside"]["90"]
    assert exact.figures["probability"] == pytest.approx(1 / 40)
    assert exact.figures["rps"] > 0

    published.rank, published.rank_at_best, published.rank_at_worst = None, 31, 63
    published.save()
    censored = rank_of(forecast)
    assert (censored.kind, censored.low, censored.high) == ("interval", 31, 63)
    assert censored.figures["probability"] == pytest.approx(0.25)

    published.rank_at_best = published.rank_at_worst = None
    published.save()
    assert rank_of(forecast).kind == "not_published"
    published.delete()
    publish_only_values(home)
    assert rank_of(forecast).kind == "not_published"


def publish_only_values(home):
    edition = Edition.objects.get(year=2018)
    OfficialResult.objects.create(
        province=home, edition=edition, criterion=Criterion.objects.get(code="legal"), value=3.0
    )


def test_crps_of_percentiles_is_that_of_the_distribution():
    grid = scoring.PERCENTILES * 10  # uniform on 0 to 10: CRPS at 5 is 10 / 12

    assert scoring.crps_of_percentiles(grid, 5.0) == pytest.approx(10 / 12, rel=0.02)


class TestPages:
    @pytest.fixture(autouse=True)
    def _english(self, settings):
        settings.LANGUAGE_CODE = "en"

    def test_staff_freeze_and_read_a_forecast(self, home, client, monkeypatch):
        monkeypatch.setattr("analysis.actions.forecasts.DRAWS", 200)
        client.force_login(UserFactory(role=Role.STAFF))
        listed = client.get(reverse("analysis:forecasts"), headers={"accept-language": "en"})
        assert 'value="2018"' in listed.content.decode()

        answer = client.post(
            reverse("analysis:freeze_forecast"), {"year": 2018, "reason": "after the survey"}
        )
        ordered = client.get(answer.url, headers={"accept-language": "en"}).content.decode()
        (job,) = do_the_work()

        forecast = Forecast.objects.get()
        assert answer.url == reverse("analysis:forecasts")
        listed = client.get(answer.url, headers={"accept-language": "en"}).content.decode()
        address = reverse("analysis:forecast", args=[forecast.pk])
        assert address in listed
        assert job.result == ["analysis:forecast", forecast.pk]
        assert f'hx-get="/jobs/{job.pk}/' in ordered
        assert "hx-get" not in listed
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert forecast.digest in page
        assert "at least 6.0 points" in page
        assert "what would move the score most" in page
        assert reverse("analysis:rank", args=[2017]) in page
        assert "+0.13" in page
        assert "−0.07" in page
        assert "Readers ask" in page
        contents, report = page.split('<div class="report">')
        chapters = re.findall(r'<a href="#(\w+)"', contents.split("report-contents")[1])
        assert chapters == re.findall(r'<h2 id="(\w+)"', report)
        assert chapters[:3] == ["score", "chances", "criteria"]
        again = client.post(reverse("analysis:freeze_forecast"), {"year": 2017})
        assert again.status_code == 400

    def test_a_forecast_with_ranks_and_outcomes_is_shown(self, home, client):
        forecast = with_rank(freeze(home))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE analysis_forecast SET content = %s", [json.dumps(forecast.content)]
            )
        freeze(home, seed=9)
        publish(home, score=5.0, rank=None, best=31, worst=63, web_access=0.7, planning=2.4)
        actions.score_forecasts(now=LATER)
        client.force_login(UserFactory(role=Role.PLANNER))

        page = client.get(
            reverse("analysis:forecast", args=[forecast.pk]), headers={"accept-language": "en"}
        ).content.decode()
        listed = client.get(reverse("analysis:forecasts"), headers={"accept-language": "en"})

        assert "Both will be scored" in page
        assert "the forecast probability of this range was 25%" in page
        assert "The plan’s target" in page
        assert "31 – 63" in page
        assert "superseded" in listed.content.decode()
        assert "Freeze the forecast" not in listed.content.decode()

    def test_the_track_record_is_public_and_names_misses(self, home, client):
        address = reverse("analysis:track_record")
        empty = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "No forecast has been frozen yet" in empty
        freeze(home)
        publish(home, score=9.0, web_access=0.7)
        actions.score_forecasts(now=LATER)

        page = client.get(address, headers={"accept-language": "en"}).content.decode()

        assert "miss" in page
        assert "Only 1 edition has been scored" in page
        assert "Of 2 published values, 1 lie in their 80% interval" in page
        assert "usually be 1 to 2" in page
        assert "published 9.00; off by" in page
        assert "0/1" in page
        assert "The chain of seals does not hold" not in page
        with connection.cursor() as cursor:
            cursor.execute("UPDATE analysis_forecast SET seed = 1")
        spoilt = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "The chain of seals does not hold" in spoilt

    def test_a_refusal_of_the_worker_is_told_on_the_list(self, home, client, monkeypatch):
        client.force_login(UserFactory(role=Role.STAFF))
        client.post(reverse("analysis:freeze_forecast"), {"year": 2018})
        monkeypatch.setattr(
            "analysis.actions.forecasts.refuse_impossible",
            lambda **_: _refuse(AlreadyPublished(2018)),
        )

        do_the_work()

        listed = client.get(reverse("analysis:forecasts"), headers={"accept-language": "en"})
        assert "Official values of PCI 2018 are in the platform already" in listed.content.decode()
        assert Forecast.objects.count() == 0

    def test_figures_that_do_not_suffice_are_told_in_the_language_of_the_reader(
        self, home, client, monkeypatch
    ):
        client.force_login(UserFactory(role=Role.STAFF))
        client.post(reverse("analysis:freeze_forecast"), {"year": 2018})
        monkeypatch.setattr(runs, "freeze", lambda *_, **__: _refuse(runs.CannotForecast("why")))

        (job,) = do_the_work()

        assert job.state == "refused"
        assert "do not suffice for a forecast of PCI 2018" in job.message["en"]
        assert "PCI 2018" in job.message["vi"]
        assert job.message["vi"] != job.message["en"]

    def test_a_second_order_with_another_reason_keeps_what_was_typed(self, home, client):
        client.force_login(UserFactory(role=Role.STAFF))
        client.post(reverse("analysis:freeze_forecast"), {"year": 2018, "reason": "first"})

        answer = client.post(
            reverse("analysis:freeze_forecast"),
            {"year": 2018, "reason": "after the survey"},
            headers={"accept-language": "en"},
        )

        assert answer.status_code == 400
        assert "is under way for “PCI 2018”" in answer.content.decode()
        assert 'value="after the survey"' in answer.content.decode()

    def test_a_forecast_frozen_by_an_older_version_still_opens(self, home, client):
        forecast = freeze(home)
        content = dict(forecast.content)
        for added_since in ("own_figures", "own_held_back", "official", "basket_change"):
            del content[added_since]
        for told in content["model"]["criteria"].values():
            del told["scale_min"], told["scale_max"]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE analysis_forecast SET content = %s", [json.dumps(content)])
        client.force_login(UserFactory(role=Role.PLANNER))

        page = client.get(
            reverse("analysis:forecast", args=[forecast.pk]), headers={"accept-language": "en"}
        ).content.decode()

        assert "+0.13" in page
        assert "at least 6.0 points" in page
        assert "what would move the score most" not in page

    def test_an_impossible_year_is_explained(self, home, client):
        client.force_login(UserFactory(role=Role.STAFF))

        answer = client.post(
            reverse("analysis:freeze_forecast"), {"year": 1999}, headers={"accept-language": "en"}
        )

        assert answer.status_code == 400
        assert Forecast.objects.count() == 0


def test_a_forecast_needs_something_known(home):
    with pytest.raises(NothingKnown, match="2013"):
        freeze(home, year=2013)


def _refuse(refusal):
    raise refusal


@pytest.mark.parametrize("forecasts", [1, 3])
def test_the_track_record_costs_the_same_for_any_number_of_forecasts(
    home, client, forecasts, django_assert_num_queries
):
    for seed in range(forecasts):
        freeze(home, seed=seed)
    publish(home, score=6.1, web_access=0.7)
    actions.score_forecasts(now=LATER)
    client.get(reverse("analysis:track_record"))

    with django_assert_num_queries(4):
        client.get(reverse("analysis:track_record"))


def test_the_page_of_a_forecast_costs_a_few_queries(home, client, django_assert_num_queries):
    forecast = freeze(home)
    client.force_login(UserFactory(role=Role.PLANNER))
    address = reverse("analysis:forecast", args=[forecast.pk])
    client.get(address)

    with django_assert_num_queries(19):
        client.get(address)


def test_no_page_brings_the_estimators_with_it():
    code = (
        "import django; django.setup(); import sys, config.urls;"
        "from analysis.reports import forecast, rank_study, wave;"
        "heavy = ('pandas', 'scipy', 'statsmodels');"
        "print([name for name in heavy if name in sys.modules])"
    )
    told = subprocess.run(  # noqa: S603 -- our own Python
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("count", "low", "high"), [(1, 0, 1), (2, 1, 2), (13, 10, 13), (100, 85, 95)]
)
def test_the_usual_number_of_hits_is_that_of_a_fair_coin(count, low, high):
    found = usual(count, 0.9)

    assert found == (low, high)


def test_a_superseded_forecast_does_not_count_twice(home):
    freeze(home)
    freeze(home, seed=8)
    publish(home, score=6.1, web_access=0.7)
    actions.score_forecasts(now=LATER)
    listed = list(Forecast.objects.select_related("superseded_by"))
    outcomes = list(ForecastOutcome.objects.select_related("forecast"))

    told = track_record(listed, outcomes)

    assert [row.count for row in told["records"]][:2] == [1, 1]
    assert len(told["scores"]) == 1


def test_a_chance_is_read_off_the_frozen_percentiles():
    grid = [k / 10 for k in range(1, 100)]  # uniform on 0 to 10

    assert chance_of(grid, 2.5) == pytest.approx(0.75)
    assert chance_of(grid, 2.55) == pytest.approx(0.745)
    assert (chance_of(grid, -1), chance_of(grid, 11)) == (0.99, 0.01)


def in_another_form(home):
    """A forecast whose content no version of today reads, in its own place of the chain."""
    other = Forecast(
        number=1, province=home, year=2018, content={"form": 99, "values": [1, 2]}, scoring={},
        inputs_digest="a" * 64, code_version="other", seed=1, made_at=NOW, reason="bản khác",
        previous_digest="0" * 64,
    )  # fmt: skip
    other.digest = other.computed_digest()
    other.save()
    return other


def test_a_forecast_of_another_form_shows_its_seal_and_says_why_not_more(home, client):
    other = in_another_form(home)
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get(reverse("analysis:forecast", args=[other.pk])).content.decode()

    assert "Phiên bản này của hệ thống không dựng lại được dự báo" in page
    assert "2018" in page
    assert "16:30 20/11/2018" in page
    assert other.digest in page
    assert client.get(reverse("analysis:receipt", args=[other.pk])).status_code == 200


def test_a_forecast_of_another_form_stops_neither_scoring_nor_the_track_record(home, client):
    other = in_another_form(home)
    second = freeze(home)
    ForecastOutcome.objects.create(
        forecast=other, target="score", kind="exact", low=6.1, high=6.1, scored_at=LATER,
        figures={"error": 0.1, "crps": 0.1, "pit": 0.5, "inside": dict.fromkeys(
            ("50", "80", "90", "95"), True
        )},
    )  # fmt: skip
    publish(home)

    actions.score_forecasts(now=LATER)

    assert outcome(second, "score").low == 6.1
    page = client.get(reverse("analysis:track_record"))
    assert page.status_code == 200
    assert other.digest in page.content.decode()
