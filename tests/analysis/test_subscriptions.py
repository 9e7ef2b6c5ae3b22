"""Letters about released reports: asked for, confirmed, ended; no address stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from analysis.models import Subscription
from analysis.subscriptions import actions
from core.http.request_log import PERSONAL_LINK
from core.messaging import headers
from core.models import AuditEntry, OutgoingMessage
from tests.factories.analysis import ReportFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 5, 3, tzinfo=UTC)
ADDRESS = "hoa@example.test"


def ask(now=NOW, address=ADDRESS):
    return actions.ask(address=address, language="vi", now=now)


def subscriber():
    ask()
    found = Subscription.objects.get(address=ADDRESS)
    actions.confirm(key=found.key, now=NOW)
    return found


def released():
    report = ReportFactory(made_at=NOW, published_at=NOW, release=True)
    return report.releases.get()


def test_letters_begin_once_the_link_is_confirmed():
    ask()
    letter = OutgoingMessage.objects.get()
    found = Subscription.objects.get()

    assert f"/analysis/subscription/{found.key}/confirm/" in letter.body
    assert actions.announce(release=released(), now=NOW) == 0
    assert actions.confirm(key=found.key, now=NOW)
    assert not actions.confirm(key="other", now=NOW)


@pytest.mark.parametrize(("days", "works"), [(3, True), (4, False)])
def test_a_link_holds_for_three_days(days, works):
    ask()
    found = Subscription.objects.get()

    assert actions.confirm(key=found.key, now=NOW + timedelta(days=days)) is works


@pytest.mark.parametrize(("hours", "letters"), [(23, 1), (24, 2)])
def test_an_address_is_written_to_once_a_day(hours, letters):
    ask()
    ask(NOW + timedelta(hours=hours))

    assert OutgoingMessage.objects.count() == letters


@pytest.mark.parametrize(("waiting", "written"), [(199, True), (200, False)])
def test_no_more_than_two_hundred_strangers_are_written_to(waiting, written):
    Subscription.objects.bulk_create(
        Subscription(address=f"n{k}@example.test", language="vi", asked_at=NOW)
        for k in range(waiting)
    )
    assert ask() is written


def test_a_visitor_has_five_tries_an_hour_and_learns_nothing(client):
    cache.clear()
    subscriber()
    address = reverse("analysis:subscribe")

    known = client.post(address, {"address": ADDRESS})
    others = [client.post(address, {"address": f"x{k}@example.test"}) for k in range(5)]

    csrf = b"csrfmiddlewaretoken"
    assert csrf not in known.content
    assert known.content == others[0].content
    assert [page.status_code for page in others] == [200, 200, 200, 200, 429]
    cache.clear()


def test_a_release_is_told_once_and_its_withdrawal_to_who_was_told():
    found = subscriber()
    release = released()

    assert [actions.announce(release=release, now=NOW) for _each in range(2)] == [1, 0]
    letter = OutgoingMessage.objects.get(kind="analysis.report_released")
    assert f"/analysis/released/{release.number}/" in letter.body
    assert headers.headers_of(letter)["List-Unsubscribe"].endswith(f"/{found.key}/leave/>")
    release.withdrawn_at, release.withdrawn_because = NOW, "Sai số liệu"
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    assert actions.announce(release=release, now=NOW) == 1
    assert OutgoingMessage.objects.filter(body__contains="Sai số liệu").exists()


def test_one_press_erases_the_address_everywhere(client):
    found = subscriber()
    actions.announce(release=released(), now=NOW)
    address = reverse("analysis:subscription_leave", args=[found.key])

    assert client.get(address).status_code == 200
    assert Subscription.objects.exists()
    client.post(address, {"List-Unsubscribe": "One-Click"})

    assert not Subscription.objects.exists()
    assert not OutgoingMessage.objects.filter(recipient=ADDRESS).exists()
    entries = AuditEntry.objects.filter(action__startswith="subscription")
    assert not [entry for entry in entries if ADDRESS in f"{entry.details} {entry.reason}"]
    assert client.post(address).status_code == 200


def test_what_nobody_confirmed_is_forgotten():
    ask()
    assert actions.forget_unconfirmed(now=NOW + timedelta(days=3)) == 0
    assert actions.forget_unconfirmed(now=NOW + timedelta(days=3, minutes=1)) == 1
    assert not OutgoingMessage.objects.exists()


def test_links_stand_in_no_log():
    assert PERSONAL_LINK.sub(r"\1…", "/analysis/subscription/abc-DEF_1/leave/") == (
        "/analysis/subscription/…/leave/"
    )
