"""Files that lie ready: whole, in parts, or not at all because the reader has them."""

import io

import pytest
from django.test import RequestFactory

from core.http.prepared_files import Prepared, answer

TEXT = bytes(range(100))


def ask(**headers):
    request = RequestFactory().get("/", headers=headers)
    return answer(request, Prepared(io.BytesIO(TEXT), 100, '"a"', "text/csv", "gzip"))


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_is_handed_out_with_its_tag():
    response = ask()

    assert (response.status_code, body(response)) == (200, TEXT)
    assert response["ETag"] == '"a"'
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"


def test_who_has_it_gets_nothing():
    response = ask(if_none_match='"a"')

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-9", "bytes 0-9/100", TEXT[:10]),
        ("bytes=90-", "bytes 90-99/100", TEXT[90:]),
        ("bytes=99-200", "bytes 99-99/100", TEXT[99:]),
        ("bytes=-5", "bytes 95-99/100", TEXT[95:]),
        ("bytes=-500", "bytes 0-99/100", TEXT),
    ],
)
def test_a_part_is_handed_out(asked, told, part):
    response = ask(range=asked)

    assert (response.status_code, response["Content-Range"], body(response)) == (206, told, part)
    assert response["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=9-3", "bytes=-0", "bytes=-"])
def test_a_part_beyond_the_end_is_refused(asked):
    response = ask(range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=1-2,5-6", "bytes=a-b"])
def test_what_is_not_understood_gets_the_whole(asked):
    assert ask(range=asked).status_code == 200


def test_a_part_of_another_file_is_not_handed_out():
    assert body(ask(range="bytes=0-9", if_range='"b"')) == TEXT


@pytest.mark.parametrize(
    "asked", [f"bytes={'9' * 19}-", f"bytes=0-{'9' * 5000}", "bytes=\u0663-\u0665"]
)
def test_a_number_beyond_all_files_is_no_part(asked):
    assert (ask(range=asked).status_code, body(ask(range=asked))) == (200, TEXT)


def test_the_largest_number_that_is_read_lies_beyond_the_end():
    assert ask(range=f"bytes={'9' * 18}-").status_code == 416
