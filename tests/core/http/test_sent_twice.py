"""A form that meets what was stored at the same moment is answered as if it had come later."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.http import sent_twice
from core.http.sent_twice import is_taken
from directory.actions import places
from directory.models import District
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(role="staff"))
    return client


def store_twice():
    with transaction.atomic():
        District.objects.create(code="xa-moi", name="Xã Mới")


def test_who_comes_second_finds_what_the_first_has_stored(desk, monkeypatch):
    add, calls = places.add_places, []

    def be_second(**given):
        calls.append(given)
        if len(calls) == 1:
            add(**given)
            places_of_the_first = District.objects.get()
            with transaction.atomic():
                District.objects.create(code=places_of_the_first.code, name="x")
        return add(**given)

    monkeypatch.setattr("directory.views.places.acts.add_places", be_second)

    answer = desk.post(reverse("directory:places"), {"names": "Xã Mới"})

    assert answer.status_code == 302
    assert District.objects.count() == 1
    assert len(calls) == 2


def test_a_page_that_fails_again_is_a_fault(desk, monkeypatch):
    store_twice()
    monkeypatch.setattr("directory.views.places.acts.add_places", lambda **_given: store_twice())

    with pytest.raises(IntegrityError):
        desk.post(reverse("directory:places"), {"names": "Xã Mới"})


def test_only_what_is_taken_is_asked_again():
    store_twice()
    with pytest.raises(IntegrityError) as taken:
        store_twice()
    with pytest.raises(IntegrityError) as empty, transaction.atomic():
        District.objects.create(code="b", name=None)

    assert is_taken(taken.value)
    assert not is_taken(empty.value)
    assert not is_taken(ValueError())


BROWSER = {"headers": {"accept": "text/html"}}


def send_places(desk, seal="a", names="Xã Mới", **how):
    how = how or BROWSER
    form = {"names": names, "csrfmiddlewaretoken": seal}
    return desk.post(reverse("directory:places"), form, **how)


@pytest.fixture
def taken(monkeypatch):
    cache.clear()
    calls = []
    monkeypatch.setattr(
        "directory.views.places.acts.add_places", lambda **given: calls.append(given) or (1, 0)
    )
    return calls


def test_a_form_sent_twice_from_one_page_is_taken_once(desk, taken):
    first, second = send_places(desk), send_places(desk)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert len(taken) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"seal": "b"},
        {"names": "Xã Khác"},
        {"headers": {"accept": "application/json"}},
        {"headers": {"accept": "text/html, */*", "hx-request": "true"}},
        {"seal": ""},
    ],
)
def test_what_differs_or_comes_from_another_page_is_taken(desk, taken, other):
    send_places(desk)
    send_places(desk, **other)

    assert len(taken) == 2


def test_who_goes_back_and_takes_a_change_back_means_it(desk, taken):
    for names in ("Xã Một", "Xã Hai", "Xã Một", "Xã Một"):
        send_places(desk, names=names)

    assert len(taken) == 3


def test_a_form_that_was_refused_may_be_sent_again(desk, taken):
    assert [send_places(desk, names="").status_code for _each in range(2)] == [200, 200]


def test_who_waits_too_long_for_the_first_is_led_to_its_page(desk, taken, monkeypatch):
    monkeypatch.setattr(sent_twice, "PAUSE", 0)
    monkeypatch.setattr(sent_twice, "_digest", lambda _of: "same")
    busy = SimpleNamespace(add=lambda *_given: False, get=lambda _page: ("same", ""))
    monkeypatch.setattr(sent_twice, "cache", busy)

    came_from = {"accept": "text/html", "referer": "http://testserver/directory/places/"}

    answer = send_places(desk, headers=came_from)

    assert (answer.status_code, answer["Location"]) == (302, "/directory/places/")
    assert not taken


@pytest.mark.parametrize(("seconds", "times"), [(7, 1), (9, 2)])
def test_a_page_is_remembered_for_eight_seconds(desk, taken, time_machine, seconds, times):
    time_machine.move_to(datetime(2026, 11, 20, tzinfo=UTC), tick=False)
    send_places(desk)
    time_machine.shift(seconds)
    send_places(desk)

    assert len(taken) == times
