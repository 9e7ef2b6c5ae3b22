"""Tries are taken one by one, whoever else takes one at the same moment."""

import pytest
from django.core.cache import cache

from core.http import rate_limit


@pytest.fixture(autouse=True)
def _nothing_taken():
    cache.clear()
    yield
    cache.clear()


def claim(visitor="198.51.100.7"):
    return rate_limit.claim_try("test", visitor, most=3, seconds=60)


def test_each_visitor_has_so_many_tries_and_one_that_succeeded_comes_back():
    taken = [claim() for _time in range(3)]
    assert len(set(taken)) == 3
    assert claim() is None
    assert claim("198.51.100.8")

    rate_limit.give_back(taken[1])
    assert claim() == taken[1]
    assert claim() is None


def test_what_somebody_else_took_meanwhile_is_not_taken_again(monkeypatch):
    """Both looked before either took: the second one finds the next."""
    monkeypatch.setattr(cache, "get_many", lambda _slots: {})
    taken = [claim() for _time in range(4)]
    assert len(set(taken)) == 4
    assert taken[3] is None


def test_an_address_is_kept_only_as_half_of_its_digest():
    claim("198.51.100.7")

    assert cache.get("test:e183220b699c10a83ca7be3433d228ed:0") == 1
