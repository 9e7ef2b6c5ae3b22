"""A value is asked once while a page is made, and each time everywhere else."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.remembered.requests import Remember, once_a_request


@pytest.fixture
def asked():
    return []


@pytest.fixture
def value(asked):
    @once_a_request
    def value(number, *, times=1):
        asked.append(number)
        return number * times

    return value


def page(value):
    def answer(_request):
        return HttpResponse(f"{value(1)} {value(1)} {value(2)} {value(1, times=3)}")

    return Remember(answer)


def test_each_value_is_asked_once_a_page_and_anew_for_the_next(value, asked):
    answer = page(value)

    assert answer(RequestFactory().get("/")).content == b"1 1 2 3"
    assert asked == [1, 2, 1]
    answer(RequestFactory().get("/"))
    assert asked == [1, 2, 1] * 2


def test_what_changes_something_asks_each_time(value, asked):
    page(value)(RequestFactory().post("/"))

    assert asked == [1, 1, 2, 1]


def test_outside_of_a_page_each_time_is_asked(value, asked):
    value(1)
    value(1)

    assert asked == [1, 1]


def test_a_page_that_fails_leaves_nothing_behind(value, asked):
    def fail(_request):
        value(1)
        raise KeyError

    with pytest.raises(KeyError):
        Remember(fail)(RequestFactory().get("/"))
    value(1)

    assert asked == [1, 1]
