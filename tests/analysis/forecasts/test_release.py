"""A frozen forecast is public once somebody has released it, and stays so."""

import pytest
from django.urls import reverse

from analysis import actions
from analysis.errors import (
    ForecastNotReviewed,
    ForecastReleasedByReviewer,
    ForecastReviewedByAuthor,
    OutcomeIsKnown,
)
from analysis.models import Forecast, ForecastOutcome, ForecastRelease
from core.access import Role
from core.models import AuditEntry
from tests.analysis.forecasts.test_forecasts import LATER, everything_shipped, freeze, home
from tests.factories.accounts import UserFactory

__all__ = ["everything_shipped", "home"]
pytestmark = pytest.mark.slow


@pytest.fixture
def forecast(home):
    return freeze(home)


def review(forecast, by=None):
    reviewer = by or UserFactory(role=Role.PLANNER)
    return actions.review_forecast(forecast=forecast, note="", by=reviewer, now=LATER)


def address(forecast, page="forecast"):
    return reverse(f"analysis:{page}", args=[forecast.pk])


@pytest.mark.parametrize("kind", ["forecast", "receipt"])
def test_a_visitor_reads_a_forecast_once_it_is_released(forecast, client, kind):
    assert client.get(address(forecast, kind)).status_code == 404

    review(forecast)
    actions.release_forecast(forecast=forecast, by=None, now=LATER)

    assert client.get(address(forecast, kind)).status_code == 200


def test_the_public_page_tells_what_such_intervals_have_held(forecast, client):
    review(forecast)
    actions.release_forecast(forecast=forecast, by=None, now=LATER)

    page = client.get(address(forecast)).content.decode()

    assert "Tỷ lệ kết quả nằm trong các khoảng dự báo như vậy" in page
    assert "Nếu cả nước cùng thay đổi" in page
    assert 'name="csrfmiddlewaretoken" value' not in page.split('id="score"')[1]
    record = client.get(reverse("analysis:track_record")).content.decode()
    assert address(forecast) in record


def test_staff_release_it_once(forecast, client):
    client.force_login(UserFactory(role=Role.STAFF))
    client.post(address(forecast, "release_forecast"))
    assert not ForecastRelease.objects.exists()
    review(forecast)

    assert "Công khai dự báo" in client.get(address(forecast)).content.decode()
    client.post(address(forecast, "release_forecast"))
    client.post(address(forecast, "release_forecast"))

    assert ForecastRelease.objects.get().forecast == forecast
    assert AuditEntry.objects.filter(action="forecast.release").count() == 1
    assert "Công khai dự báo" not in client.get(address(forecast)).content.decode()


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ENTERPRISE])
def test_nobody_else_releases_it(forecast, client, role):
    client.force_login(UserFactory(role=role))

    assert client.post(address(forecast, "release_forecast")).status_code == 403
    assert not ForecastRelease.objects.exists()


def test_two_people_see_it_before_everybody_does(forecast):
    person = UserFactory(role=Role.STAFF)
    with pytest.raises(ForecastNotReviewed):
        actions.release_forecast(forecast=forecast, by=person, now=LATER)
    review(forecast, by=person)
    with pytest.raises(ForecastReleasedByReviewer):
        actions.release_forecast(forecast=forecast, by=person, now=LATER)
    forecast.made_by_id = person.pk  # in memory: a frozen row never changes
    with pytest.raises(ForecastReviewedByAuthor):
        review(forecast, by=person)


def test_a_withdrawn_forecast_tells_why_until_its_outcome_is_known(forecast, client):
    staff = UserFactory(role=Role.STAFF)
    review(forecast)
    actions.release_forecast(forecast=forecast, by=staff, now=LATER)
    client.force_login(staff)
    client.post(address(forecast, "withdraw_forecast"), {"reason": " "})
    assert Forecast.objects.released().count() == 1
    client.post(address(forecast, "withdraw_forecast"), {"reason": "Nhầm số liệu đầu vào"})
    client.logout()

    page = client.get(address(forecast)).content.decode()
    assert "Nhầm số liệu đầu vào" in page
    assert "chart__title" not in page
    assert client.get(address(forecast, "receipt")).status_code == 404


def test_what_came_true_or_not_stays_public(forecast):
    review(forecast)
    actions.release_forecast(forecast=forecast, by=None, now=LATER)
    ForecastOutcome.objects.create(
        forecast=forecast,
        target="score",
        kind="exact",
        low=5.9,
        high=5.9,
        figures={},
        scored_at=LATER,
    )
    with pytest.raises(OutcomeIsKnown):
        actions.withdraw_forecast(
            forecast=forecast, reason="-", by=UserFactory(role=Role.STAFF), now=LATER
        )
