"""All numbers of a wave."""

from datetime import UTC, datetime
from math import hypot

import pytest

from analysis import actions
from analysis.errors import NoBasket, TooFewAnswers, WaveStillOpen
from analysis.models import AnalysisRun
from analysis.numbers import WaveNumbers
from analysis.waves import compute
from pci.models import CriterionInEdition
from surveys.models import Response, ResponseFlag, Wave, WaveStatus
from tests.factories.analysis import closed_wave
from tests.factories.surveys import WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2018, 11, 1, tzinfo=UTC)


def analysed(answers=120):
    wave = closed_wave(answers)
    return actions.analyse_wave(wave=wave, now=NOW, by=None)


@pytest.fixture(scope="module")
def sixty(once):
    """The run of a wave of 60 answers; a test fetches its own."""
    return once(lambda: analysed(60)).pk


@pytest.fixture(scope="module")
def of_120(once):
    return WaveNumbers.read(once(analysed).results)


@pytest.fixture
def first(sixty):
    return AnalysisRun.objects.get(pk=sixty)


def test_official_scores_are_recomputed_and_set_beside_the_printed_figures(first):
    numbers = WaveNumbers.read(first.results)

    by_year = {row.year: row for row in numbers.official}
    assert round(by_year[2016].recomputed, 4) == 6.0133
    assert round(by_year[2017].recomputed, 4) == 5.9403
    assert round(by_year[2016].from_printed, 3) == 6.095
    assert round(by_year[2017].from_printed, 3) == 5.922
    assert by_year[2015].recomputed is None


def test_the_fall_of_2017_is_a_change_of_basket(first):
    basket = WaveNumbers.read(first.results).basket

    assert round(basket.like_for_like, 2) == 0.13
    assert round(basket.change, 2) == -0.07
    assert basket.like_for_like + basket.rest == pytest.approx(basket.change)
    assert [part.code for part in basket.left] == ["budget_timely"]
    assert {part.code for part in basket.joined} == {"bidding_public", "info_received", "info_days"}


def test_every_criterion_asked_has_both_forms_a_base_and_a_lead(of_120):
    numbers = of_120

    assert len(numbers.basket_criteria) == 12
    for row in numbers.basket_criteria:
        assert row.leads
        if row.code == "web_score":
            assert row.design is None
            assert row.score.value == row.last_score
            away = row.forecast.mean - row.official[2017]
            assert row.stand_in_se == pytest.approx(hypot(row.forecast.sd, away))
        else:
            assert row.stand_in_se is None
            assert row.design.low <= row.design.value <= row.design.high
            assert 0 < row.design.n <= 120
            assert row.plain is not None
    share = next(row for row in numbers.criteria if row.code == "web_access")
    assert share.design.n == 120
    asked = next(row for row in numbers.criteria if row.code == "info_received")
    assert asked.design.n < 60


def test_the_score_lies_within_its_interval_and_the_forecast_is_wider(of_120):
    numbers = of_120

    own, outlook = numbers.own_score, numbers.outlook
    assert own.low < own.value < own.high
    assert outlook.score.high90 - outlook.score.low90 > 0.5
    assert 0 < outlook.above_last < 1
    assert all(row.forecast for row in numbers.basket_criteria)


def test_the_same_run_gives_the_same_numbers(first):
    second = actions.analyse_wave(wave=first.wave, now=NOW, by=None)

    assert first.pk != second.pk
    assert first.results == second.results
    assert first.results_digest == second.results_digest
    assert (first.frame_digest, first.inputs_digest, first.code_version) == (
        second.frame_digest,
        second.inputs_digest,
        second.code_version,
    )


def test_one_changed_answer_changes_the_digests(first):
    wave = first.wave
    response = wave.responses.first()
    response.answers["web_access"] = "no" if response.answers["web_access"] == "yes" else "yes"
    response.save()

    second = actions.analyse_wave(wave=wave, now=NOW, by=None)

    assert first.frame_digest != second.frame_digest
    assert first.results_digest != second.results_digest


def test_nothing_published_from_the_target_year_on_is_used(first):
    wave = first.wave
    province = wave.target_edition.results.model.objects.first().province
    criterion = CriterionInEdition.objects.filter(criterion__code="legal").first().criterion
    wave.target_edition.results.create(province=province, criterion=criterion, value=3.3)

    second = actions.analyse_wave(wave=wave, now=NOW, by=None)

    assert first.results == second.results


def test_a_wave_that_still_takes_answers_is_refused():
    with pytest.raises(WaveStillOpen):
        actions.analyse_wave(wave=WaveFactory(status=WaveStatus.OPEN), now=NOW, by=None)


def test_too_few_answers_are_refused():
    with pytest.raises(TooFewAnswers):
        analysed(12)
    assert not AnalysisRun.objects.filter(wave=Wave.objects.latest("pk")).exists()


def test_without_any_scored_edition_before_it_a_wave_is_refused():
    wave = closed_wave(30)
    CriterionInEdition.objects.update(weight=None)

    with pytest.raises(NoBasket):
        actions.analyse_wave(wave=wave, now=NOW, by=None)


def test_numbers_survive_storage():
    run = analysed(60)

    numbers = WaveNumbers.read(run.results)

    assert WaveNumbers.read(AnalysisRun.objects.get(pk=run.pk).results) == numbers
    assert numbers.fieldwork.answered == 60
    assert numbers.fieldwork.asked == 120
    assert numbers.fieldwork.rates["RR1"] == 0.5
    assert {question.name for question in numbers.needs} >= {"need_kinds", "obstacles"}
    assert len(numbers.satisfaction) == 12


def test_the_figures_are_told_with_and_without_flagged_answers():
    wave = closed_wave(90)
    flagged = wave.responses.filter(answers__web_access="no")
    for response in flagged:
        ResponseFlag.objects.create(response=response, kind="speeder", about=[], raised_at=NOW)

    run = actions.analyse_wave(wave=wave, now=NOW, by=None)

    quality = WaveNumbers.read(run.results, {"subindex": "release"}).quality
    assert quality.flagged == flagged.count() > 0
    row = next(row for row in quality.rows if row.code == "web_access")
    assert row.unflagged == 1
    assert 0 < row.everything < 1
    assert abs(row.everything - row.unflagged) > row.se
    assert quality.score_unflagged != quality.score


def test_without_flags_there_is_nothing_to_compare(first):
    quality = WaveNumbers.read(first.results).quality

    assert (quality.flagged, quality.rows, quality.score) == (0, (), None)


def test_two_answered_criteria_make_no_sub_index_of_the_survey(db, monkeypatch):
    """Ten official values stood in as if known: 5.96 (5.86 to 6.06) was told of 60 answers."""
    wave = closed_wave(60)
    rules = wave.version.compiled.criteria
    kept = {
        item.partition(".")[0]
        for rule in rules
        if rule.criterion in {"planning", "legal"}
        for item in rule.items
    }
    responses = list(wave.responses.all())
    for one in responses:
        one.answers = {key: told for key, told in one.answers.items() if key in kept}
    Response.objects.bulk_update(responses, ["answers"])
    monkeypatch.setattr(compute, "outlooks", lambda *arguments: (None, {}))

    run = actions.analyse_wave(wave=wave, now=NOW, by=None)

    numbers = WaveNumbers.read(run.results)
    stored = run.results["own_score"]
    assert (numbers.coverage.measured, numbers.coverage.criteria) == (2, 12)
    assert stored["high"] - stored["low"] > 0.5
    assert (numbers.told_score, numbers.own_score.why) == (None, "measured")
