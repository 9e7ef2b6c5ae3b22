"""Few files are read at a time; who comes too late is told, and keeps what was typed."""

import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.access import Role
from core.attachments import turns
from tests.factories.accounts import UserFactory


@contextmanager
def others(*, reading, waiting=0):
    """So many read and wait meanwhile; who waits gets a turn afterwards."""
    threads = [threading.Thread(target=_wait) for _number in range(waiting)]
    with ExitStack() as stack:
        for _number in range(reading):
            stack.enter_context(turns.take_turn())
        for thread in threads:
            thread.start()
        while turns._places._value > 5 - reading - waiting:
            time.sleep(0.01)
        yield
    for thread in threads:
        thread.join()


def _wait():
    with turns.take_turn(seconds=60):
        pass


def gets_a_turn(seconds):
    try:
        with turns.take_turn(seconds=seconds):
            return True
    except turns.NoTurn:
        return False


@pytest.mark.parametrize(("reading", "is_let_in"), [(1, True), (2, False)])
def test_two_files_are_read_at_a_time(reading, is_let_in):
    with others(reading=reading):
        assert gets_a_turn(0.05) is is_let_in


@pytest.mark.parametrize(("waiting", "waits"), [(2, True), (3, False)])
def test_three_wait_and_the_fourth_is_refused_at_once(waiting, waits):
    with others(reading=2, waiting=waiting):
        began = time.monotonic()
        assert not gets_a_turn(1)
        assert (time.monotonic() - began >= 1) is waits


def test_a_turn_is_given_back_when_reading_fails():
    for _time in range(6):
        with pytest.raises(ValueError, match="damaged"), turns.take_turn():
            raise ValueError("damaged")
    with others(reading=2, waiting=3):
        assert not gets_a_turn(0.05)
    assert gets_a_turn(0.05)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_who_comes_too_late_is_told_and_keeps_what_was_typed(client, settings, kind):
    settings.READ_APART = True
    client.raise_request_exception = False
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"x" * 100)
    with others(reading=2, waiting=3):
        answer = client.post(
            reverse("directory:agency_file"), {"file": file, "note": "x"}, headers={"accept": kind}
        )

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    said = answer.json()["error"] if kind == "application/json" else answer.content.decode()
    assert "nhiều tệp" in said


def test_threads_are_left_for_pages_however_few_there_are():
    assert [turns.share(threads) for threads in (1, 2, 4, 6, 8, 16)] == [
        (1, 0),
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 3),
        (2, 3),
    ]
