"""This wave beside the one before."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from analysis import actions
from analysis.numbers import Figure, WaveChange, WaveNumbers
from core.access import Role
from surveys.questionnaires.actions.lifecycle import sign_trend
from tests.analysis.data.test_own_figures import reworded, run_of, wave_of
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave
from tests.factories.surveys import QuestionnaireVersionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 11, 1, tzinfo=UTC)


@pytest.fixture
def wave():
    return closed_wave(90)


def earlier(wave, **more):
    """A run of the year before on another version of the same questionnaire."""
    version = QuestionnaireVersionFactory(
        questionnaire=wave.version.questionnaire, number=9, **more
    )
    return run_of(wave_of(2017, version))


def analysed(wave):
    return actions.analyse_wave(wave=wave, now=NOW, by=None)


def test_the_same_questions_are_compared_with_the_wave_before(wave):
    earlier(wave, document=wave.version.document)

    numbers = WaveNumbers.read(analysed(wave).results)

    assert (numbers.changes.year, numbers.held_back) == (2017, ())
    row = next(row for row in numbers.changes.rows if row.code == "web_access")
    assert row.before.value == 0.6
    assert row.difference.value == pytest.approx(row.now.value - 0.6)
    assert row.difference.se == pytest.approx((row.before.se**2 + row.now.se**2) ** 0.5)
    assert row.difference.low < row.difference.value < row.difference.high
    told = next(row for row in numbers.criteria if row.code == "web_access")
    assert told.waves[2017].value == 0.6


def test_a_changed_question_is_held_back_with_a_link_for_staff(wave, client):
    run = earlier(wave, document=reworded(wave.version.document))
    made = analysed(wave)
    numbers = WaveNumbers.read(made.results)

    assert [row.code for row in numbers.changes.rows] == ["planning"]
    assert [(row.code, row.why) for row in numbers.held_back] == [("web_access", "worded")]
    assert next(r for r in numbers.criteria if r.code == "web_access").waves == {}
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(reverse("analysis:chapter", args=[made.pk, "changes"])).content.decode()
    sign = reverse("surveys:compare_versions", args=[wave.version_id, run.wave.version_id])
    assert sign in page
    assert "Những số liệu chưa được so sánh" in page

    sign_trend(
        version=wave.version, compared_with=run.wave.version, criterion="web_access",
        reason="chỉ thêm ví dụ", by=UserFactory(role=Role.STAFF), now=NOW,
    )  # fmt: skip
    again = WaveNumbers.read(analysed(wave).results)
    assert again.held_back == ()
    row = next(row for row in again.changes.rows if row.code == "web_access")
    assert (row.signed, row.signed_on) == ("chỉ thêm ví dụ", "2018-11-01")


def test_without_a_wave_before_there_is_nothing_to_compare(wave):
    numbers = WaveNumbers.read(analysed(wave).results)

    assert (numbers.changes, numbers.held_back) == (None, ())


@pytest.mark.parametrize(
    ("moved", "direction", "mark", "verdict"),
    [
        (0.03, 1, "certain", "better"),
        (0.03, -1, "certain", "worse"),
        (-0.03, -1, "likely", "better"),
        (0.03, 1, "unsure", "unsure"),
        (0.03, 1, "", "unsure"),
    ],
)
def test_a_change_counts_by_its_mark_and_direction(moved, direction, mark, verdict):
    figure = Figure(0.5, 0.01, 0.48, 0.52, 100)
    difference = Figure(moved, 0.01, moved - 0.02, moved + 0.02, 200)
    row = WaveChange(
        "x", "X", "X", "share", direction, figure, figure, difference, mark=mark
    )  # fmt: skip

    assert (row.verdict, row.is_likely_only) == (verdict, mark == "likely")
