"""What rows are called, which of them wait, and that their keys tell no order."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from directory.models import Enterprise
from surveys.models import (
    BurntToken,
    ContactAttempt,
    Draft,
    OptOut,
    Reminder,
    Response,
    ResponseFlag,
    Sending,
    SendingKind,
)
from surveys.models import responses as module
from tests.factories.surveys import ResponseFactory, WaveFactory


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (OptOut(enterprise=Enterprise(name="Công ty An Phú", tax_code="0")), "Công ty An Phú"),
        (Reminder(wave_id=7, number=2), "7: 2"),
        (Sending(wave_id=7, kind="letters"), "7: letters"),
        (Draft(wave_id=7, section="two"), "7: two"),
        (Response(wave_id=7, pk=31), "7: 31"),
        (BurntToken(wave_id=7), "7"),
    ],
)
def test_a_row_is_called_by_what_staff_know_of_it(row, name):
    assert name in str(row)


def test_an_attempt_is_called_by_its_moment_and_its_result():
    at = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
    with override("vi"):
        assert str(ContactAttempt(at=at, result="sent")).startswith("02/03/2026 02:05 ")


@pytest.mark.django_db
def test_reminders_wait_until_they_are_written():
    wave, day = WaveFactory(), date(2026, 3, 2)
    written = datetime(2026, 3, 2, tzinfo=UTC)
    for number, at in [(1, written), (2, None)]:
        Reminder.objects.create(wave=wave, number=number, due_on=day, working_days=5, written_at=at)

    assert [one.number for one in Reminder.objects.unwritten()] == [2]


def test_letters_and_paper_reminders_are_printed_and_nothing_else():
    printed = {kind.value for kind in SendingKind if kind.is_printed}

    assert printed == {"letters", "paper_again"}
    assert len(SendingKind) > len(printed)


def test_a_key_is_any_whole_number_from_1_to_the_last_that_javascript_counts_exactly(monkeypatch):
    below = []
    monkeypatch.setattr(module.secrets, "randbelow", lambda n: below.append(n) or n - 1)
    assert module.random_key() == 9_007_199_254_740_991
    monkeypatch.setattr(module.secrets, "randbelow", lambda _n: 0)
    assert module.random_key() == 1
    assert below == [9_007_199_254_740_991]


@pytest.mark.django_db
def test_a_response_waits_for_a_decision_once_sent_flagged_and_unseen():
    now = datetime(2026, 3, 2, tzinfo=UTC)

    def flagged(kinds, review="unseen"):
        row = ResponseFactory(review=review)
        for kind in kinds:
            ResponseFlag.objects.create(response=row, kind=kind, about=[], raised_at=now)
        return row

    waiting = flagged(["speeder", "straight_lining"])
    aside = flagged(["speeder"], review="set_aside")
    plain = flagged([])

    assert list(Response.objects.undecided()) == [waiting]
    assert list(Response.objects.set_aside()) == [aside]
    assert set(Response.objects.reviewed_as_good()) == {waiting, plain}


def test_an_answer_is_found_by_its_question_or_is_none():
    response = Response(answers={"size": "micro"})
    assert (response.answer("size"), response.answer("age")) == ("micro", None)
