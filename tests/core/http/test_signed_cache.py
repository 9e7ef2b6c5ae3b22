"""The cache table holds nothing that could run code, whoever writes it."""

import base64
import os
import pickle

import pytest
from django.core.cache import cache, caches
from django.db import OperationalError, connection
from django.urls import reverse

from core.http import signed_cache

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def table_of_the_cache(settings, django_db_blocker):
    from django.core.management import call_command  # noqa: PLC0415 -- the table first

    settings.CACHES = {
        "default": {
            "BACKEND": "core.http.signed_cache.SignedDatabaseCache",
            "LOCATION": "signed_cache",
        }
    }
    call_command("createcachetable")


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


def stored(text: str, name: str = ":1:a") -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE signed_cache SET value = %s WHERE cache_key = %s", [text, name])


@pytest.mark.parametrize("value", [1, "ạ", [1.5, None], {"a": (1, 2)}])
def test_what_was_kept_comes_back(value):
    cache.set("a", value)

    assert cache.get("a") == value
    assert cache.add("a", 2) is False


def test_a_pickle_of_a_stranger_counts_as_missing():
    cache.set("a", "mine")
    stored(base64.b64encode(pickle.dumps(Evil())).decode())

    assert cache.get("a") is None


def test_a_sealed_entry_of_another_name_counts_as_missing():
    cache.set("a", "of a")
    cache.set("b", "of b")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM signed_cache WHERE cache_key = ':1:b'")
        (text,) = cursor.fetchone()
    stored(text)

    assert cache.get_many(["a", "b"]) == {"b": "of b"}


def test_an_entry_whose_time_is_over_is_missing():
    cache.set("a", 1, timeout=-1)

    assert cache.get("a", "nothing") == "nothing"


def test_an_entry_is_written_by_one_statement(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(signed_cache.secrets, "randbelow", lambda _number: 1)

    with django_assert_num_queries(3):  # two for the savepoint of the test's own transaction
        cache.set("a", 1)
    assert cache.set("a", 2, timeout=None) is None

    assert cache.get("a") == 2


def test_what_is_over_gives_its_place_to_what_is_added():
    assert cache.add("a", 1, timeout=-2)

    assert cache.add("a", 2) is True
    assert cache.add("a", 3) is False
    assert cache.get("a") == 2


def test_too_many_entries_make_room_when_it_is_their_turn(monkeypatch):
    monkeypatch.setattr(signed_cache.SignedDatabaseCache, "_cull", lambda *given: culled.append(1))
    culled: list[int] = []
    for turn, most, times in ((1, 1, 0), (0, 2, 0), (0, 1, 1)):
        monkeypatch.setattr(signed_cache.secrets, "randbelow", lambda _number, turn=turn: turn)
        caches["default"]._max_entries = most
        culled.clear()
        cache.clear()
        for name in "abc":
            cache.set(name, 1)
        assert len(culled) == times


def test_a_full_disk_is_no_try_that_was_taken(monkeypatch, client):
    def fail(*_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(signed_cache.SignedDatabaseCache, "_upsert", fail)

    assert cache.set("a", 1) is None
    with pytest.raises(OperationalError):
        cache.add("a", 1)
    answer = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 507
