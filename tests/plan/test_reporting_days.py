"""Days on which agencies report: only those that exist, in every year of the plan."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from plan import queries
from tests.factories.accounts import UserFactory
from tests.factories.plan import PlanFactory, ReportingDateFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("month", "day", "exists"),
    [(2, 29, True), (2, 30, False), (2, 31, False), (4, 30, True), (4, 31, False), (12, 31, True)],
)
def test_a_day_no_year_has_is_refused(month, day, exists):
    reporting = ReportingDateFactory(month=6, day=10)
    reporting.month, reporting.day = month, day

    if exists:
        reporting.full_clean()
    else:
        with pytest.raises(ValidationError, match=str(day)):
            reporting.full_clean()


def test_29_february_is_the_last_of_the_month_in_ordinary_years():
    plan = PlanFactory(first_year=2027, last_year=2028)
    ReportingDateFactory(plan=plan, month=2, day=29)

    assert [due.on for due in queries.calendar(plan)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_day_that_was_stored_before_takes_no_page_down(client):
    plan = PlanFactory(first_year=2018, last_year=2030)
    ReportingDateFactory(plan=plan, month=2, day=31)
    client.force_login(UserFactory(role="planner"))

    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("plan:report_status")).status_code == 200
