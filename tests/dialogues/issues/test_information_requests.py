"""The log of requests as measures."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.access import Role
from dialogues.errors import NotTheTime
from dialogues.issues.actions import information_requests
from dialogues.statistics.information_requests import measures
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW
from tests.factories.directory import AgencyFactory, EnterpriseFactory

MONDAY = date(2026, 3, 2)


def asked(on=MONDAY):
    return information_requests.log(
        enterprise=EnterpriseFactory(),
        agency=AgencyFactory(),
        subject="Bản đồ quy hoạch",
        requested_on=on,
        by=UserFactory(role=Role.STAFF),
        now=NOW,
    )


@pytest.mark.parametrize(("role", "led"), [(Role.STAFF, True), (Role.PLANNER, False)])
def test_only_those_who_may_note_the_outcome_are_led_to_its_page(client, role, led):
    request = asked()
    client.force_login(UserFactory(role=role))

    page = client.get(reverse("dialogues:information"), {"year": MONDAY.year}).content.decode()

    assert request.subject in page
    assert (f'href="{request.pk}/"' in page) is led


def test_days_are_working_days():
    request = information_requests.decide(
        request=asked(date(2026, 2, 12)), outcome="received", decided_on=date(2026, 2, 24)
    )
    assert request.days == 3  # Tết lies between


def test_share_and_median_count_refusals_and_lost_patience_but_not_what_is_fresh():
    for days in (1, 2, 9):
        information_requests.decide(
            request=asked(), outcome="received", decided_on=MONDAY + timedelta(days=days)
        )
    information_requests.decide(
        request=asked(), outcome="refused", decided_on=MONDAY + timedelta(days=1)
    )
    asked()  # never answered: more than twenty working days ago
    asked(date(2026, 4, 20))  # fresh

    found = measures(2026, today=date(2026, 4, 24))

    assert (found.requests, found.decided, found.received) == (6, 5, 3)
    assert found.share_received == 0.6
    assert found.median_days == 2


def test_nothing_is_received_before_it_was_asked_for():
    with pytest.raises(NotTheTime):
        information_requests.decide(
            request=asked(), outcome="received", decided_on=MONDAY - timedelta(days=1)
        )
