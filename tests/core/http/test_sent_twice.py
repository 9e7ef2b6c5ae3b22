"""A form that meets what was stored at the same moment is answered as if it had come later."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

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
