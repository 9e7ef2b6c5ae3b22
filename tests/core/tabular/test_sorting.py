"""Lists stand in the order an address asks for, and in no other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from core.models import MessageStatus, OutgoingMessage
from core.tabular.sorting import Key, Orders, by_choice

NOW = datetime(2026, 11, 20, tzinfo=UTC)
NUMBERS = Orders(Key("size", "Size", lambda row: row[1]), Key("name", "Name", lambda row: row[0]))
ROWS = [("b", 2), ("a", None), ("c", 1), ("d", 2)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", "bacd"),
        ("sort=size", "cbda"),
        ("sort=-size", "bdca"),
        ("sort=name", "abcd"),
        ("sort=password", "bacd"),
        ("sort=--size", "bacd"),
        ("sort=-", "bacd"),
    ],
)
def test_rows_stand_as_asked_equals_as_they_came_and_empty_ones_last(asked, names):
    rows = NUMBERS.asked(QueryDict(asked)).listed(ROWS)

    assert "".join(name for name, _size in rows) == names


def message(key, **fields):
    values = {"recipient": "a@b.example", "body": "x", "language": "vi", "created_at": NOW}
    return OutgoingMessage.objects.create(key=key, **{**values, **fields})


MAIL = Orders(
    Key("recipient", "Recipient", "recipient"),
    Key("status", "State", by_choice("status", MessageStatus)),
    Key("sent", "Sent", "sent_at"),
    start="-time",
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("", "cba"),
        ("sort=recipient", "cba"),
        ("sort=-recipient", "acb"),
        ("sort=status", "cab"),
        ("sort=sent", "abc"),
        ("sort=-sent", "bac"),
    ],
)
def test_the_database_sorts_alike(asked, keys):
    message("a", recipient="z@b.example", status="sent", sent_at=NOW)
    later = NOW + timedelta(hours=1)
    message("b", status="failed", sent_at=later, created_at=later)
    message("c", status="draft", created_at=later)

    found = MAIL.asked(QueryDict(asked)).rows(OutgoingMessage.objects.all())

    assert "".join(row.key for row in found) == keys


def heading(query, name="size"):
    request = RequestFactory().get(f"/list/?{query}")
    context = Context({"request": request, "sorting": NUMBERS.asked(request.GET), "name": name})
    return Template('{% sort_head sorting name "num" %}').render(context).strip()


def test_a_heading_sorts_keeps_the_filter_and_begins_at_the_first_page():
    assert 'href="?q=lan&amp;sort=size"' in heading("q=lan&page=3")
    assert "aria-sort" not in heading("q=lan&page=3")


def test_the_heading_in_use_says_so_and_turns_the_order_round():
    assert 'class="num" aria-sort="ascending"' in heading("sort=size")
    assert 'href="?sort=-size"' in heading("sort=size")
    assert 'aria-sort="descending"' in heading("sort=-size")
    assert 'href="?sort=size"' in heading("sort=-size")


@pytest.mark.parametrize(
    ("query", "filtered"), [("", False), ("page=2&sort=-size&q=", False), ("q=lan", True)]
)
def test_pages_and_orders_are_no_filters(query, filtered):
    context = Context({"request": RequestFactory().get(f"/?{query}")})

    assert Template("{% is_filtered %}").render(context) == str(filtered)
