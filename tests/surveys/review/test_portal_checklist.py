"""Two people judge the portal apart; what differs is settled with a reason."""

from datetime import UTC, datetime

import pytest

from core.fixtures import Loading
from surveys.errors import PointsOutOfRange, ReasonMissing, ReviewFinished, ReviewsUnfinished
from surveys.models import ChecklistItem
from surveys.questionnaires.actions import shipped
from surveys.review.actions.portal_checklist import save_web_review, settle_web_score
from surveys.review.queries.portal_checklist import compare_reviews
from tests.factories.surveys import WaveFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
PORTAL = "https://daknong.example"


@pytest.fixture(scope="module")
def questionnaires(once):
    once(lambda: shipped.load(Loading(), now=NOW))


@pytest.fixture
def wave(questionnaires):
    return WaveFactory()


@pytest.fixture
def people(django_user_model):
    return [
        django_user_model.objects.create_user(f"{name}@hiephoi.example", role="staff")
        for name in ("an", "binh", "chi")
    ]


def full() -> dict[str, float]:
    return dict(ChecklistItem.objects.values_list("code", "points"))


def review(wave, who, points, *, finish=True):
    return save_web_review(
        wave=wave, reviewer=who, address=PORTAL, points=points, notes={}, now=NOW, finish=finish
    )


def test_the_checklist_has_fifty_points(wave):
    assert sum(full().values()) == 50


def test_nobody_sees_a_comparison_before_both_have_finished(wave, people):
    review(wave, people[0], full())
    review(wave, people[1], full(), finish=False)

    assert compare_reviews(wave) == []


def test_two_reviews_that_agree_need_no_reason(wave, people):
    review(wave, people[0], full())
    review(wave, people[1], full())

    score = settle_web_score(wave=wave, points={}, reason="", by=people[2], now=NOW)

    assert (score.total, score.spread) == (50, 0)


def test_a_difference_is_settled_with_a_reason(wave, people):
    review(wave, people[0], full())
    review(wave, people[1], full() | {"budget": 1})
    with pytest.raises(PointsOutOfRange):
        settle_web_score(wave=wave, points={}, reason="x", by=people[2], now=NOW)
    with pytest.raises(ReasonMissing):
        settle_web_score(wave=wave, points={"budget": 2}, reason="", by=people[2], now=NOW)

    score = settle_web_score(
        wave=wave, points={"budget": 2}, reason="Thiếu quyết toán", by=people[2], now=NOW
    )

    assert (score.total, score.spread) == (48, 3)
    assert [row.item.code for row in compare_reviews(wave) if row.differs] == ["budget"]


def test_points_beyond_the_item_and_gaps_are_refused(wave, people):
    with pytest.raises(PointsOutOfRange):
        review(wave, people[0], {"budget": 5}, finish=False)
    with pytest.raises(PointsOutOfRange):
        review(wave, people[0], {"budget": 1})


def test_a_finished_review_stays_and_there_is_no_third(wave, people):
    review(wave, people[0], full())
    with pytest.raises(ReviewFinished):
        review(wave, people[0], full())
    review(wave, people[1], full())
    with pytest.raises(ReviewFinished):
        review(wave, people[2], full())


def test_one_review_is_not_enough(wave, people):
    review(wave, people[0], full())

    with pytest.raises(ReviewsUnfinished):
        settle_web_score(wave=wave, points={}, reason="", by=people[2], now=NOW)
