"""The outbox: released by a person, undone for a minute, cleared of what nobody wants."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from core.messaging import outbox, sending
from core.messaging.outbox import TooLateToUndo
from core.models import AuditEntry, MessageStatus, OutboxRelease, OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory
from tests.test_races import at_once

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def everything():
    return OutgoingMessage.objects.all()


def drafts(count, **fields):
    return OutgoingMessageFactory.create_batch(count, batch="wave:1:reminder:1", **fields)


def statuses():
    return sorted(everything().values_list("status", flat=True))


def test_a_draft_stays_until_a_person_releases_it_and_its_minute_is_over():
    (message,), by = drafts(1), UserFactory()
    assert sending.send_due(now=NOW) == 0

    made = outbox.release(messages=everything(), by=by, now=NOW)

    assert (made.count, made.batch, made.subject) == (1, "wave:1:reminder:1", "Mời trả lời")
    assert sending.send_due(now=NOW + timedelta(seconds=59)) == 0
    assert sending.send_due(now=NOW + timedelta(seconds=60)) == 1
    message.refresh_from_db()
    assert (message.status, message.released_by, message.release) == ("sent", by, made)
    assert [sent.to for sent in mail.outbox] == [[message.recipient]]
    assert AuditEntry.objects.get().details == {"messages": 1, "left_out": 0}


def test_a_release_is_undone_before_its_minute_is_over():
    by, other = UserFactory(), UserFactory()
    drafts(3)
    made = outbox.release(messages=everything(), by=by, now=NOW)
    just = NOW + timedelta(seconds=59)

    assert outbox.undo(release=made, by=other, now=just) == 3

    assert statuses() == ["draft"] * 3
    assert sending.send_due(now=NOW + timedelta(hours=1)) == 0
    assert (made.undone_at, made.undone_by) == (just, other)
    assert AuditEntry.objects.filter(action="outbox.undone").get().details == {"messages": 3}


def test_a_release_is_not_undone_once_its_minute_is_over():
    drafts(1)
    made = outbox.release(messages=everything(), by=UserFactory(), now=NOW)

    with pytest.raises(TooLateToUndo):
        outbox.undo(release=made, by=UserFactory(), now=NOW + timedelta(seconds=60))

    assert statuses() == ["released"]


def test_undoing_takes_back_its_own_release_alone():
    by = UserFactory()
    first, second = drafts(2)
    made = outbox.release(messages=everything().filter(pk=first.pk), by=by, now=NOW)
    outbox.release(messages=everything().filter(pk=second.pk), by=by, now=NOW)

    outbox.undo(release=made, by=by, now=NOW)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("draft", "released")


def test_what_was_undone_can_be_released_again():
    by = UserFactory()
    drafts(1)
    made = outbox.release(messages=everything(), by=by, now=NOW)
    outbox.undo(release=made, by=by, now=NOW)
    later = NOW + timedelta(hours=1)

    again = outbox.release(messages=everything(), by=by, now=later)

    assert sending.send_due(now=later + timedelta(seconds=60)) == 1
    assert OutboxRelease.objects.count() == 2
    assert outbox.undo(release=made, by=by, now=NOW) == 0
    assert again.count == 1


def test_a_message_with_a_day_of_its_own_waits_for_the_later_of_both():
    tomorrow = NOW + timedelta(days=1)
    drafts(1, not_before=tomorrow)
    drafts(1, not_before=NOW - timedelta(days=1))

    outbox.release(messages=everything(), by=UserFactory(), now=NOW)

    waits = everything().order_by("pk").values_list("not_before", flat=True)
    assert list(waits) == [tomorrow, NOW + timedelta(seconds=60)]


def test_a_release_of_nothing_leaves_no_trace():
    made = outbox.release(messages=everything(), by=UserFactory(), now=NOW)

    assert (made.count, OutboxRelease.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_a_release_names_the_batch_that_was_asked_for():
    drafts(1)

    made = outbox.release(messages=everything(), by=UserFactory(), now=NOW, batch="given")

    assert OutboxRelease.objects.get(pk=made.pk).batch == "given"


def test_what_nobody_wants_is_cancelled_at_release_with_its_reason():
    answered, silent = SampledEnterpriseFactory(), SampledEnterpriseFactory()
    ResponseFactory(sampled=answered)
    for sampled in (answered, silent):
        OutgoingMessageFactory(kind="surveys.reminder", about_id=sampled.pk)

    made = outbox.release(messages=everything(), by=UserFactory(), now=NOW)

    stopped = everything().get(about_id=answered.pk)
    assert (made.count, made.left_out) == (1, {"answered": 1})
    assert (stopped.status, stopped.cancelled_because, stopped.body) == (
        "cancelled",
        "answered",
        "",
    )
    assert everything().get(about_id=silent.pk).status == "released"
    assert AuditEntry.objects.get().details == {"messages": 1, "left_out": 1}


def test_a_release_of_more_than_a_slice_is_one_release(monkeypatch):
    monkeypatch.setattr(outbox, "SLICE", 2)
    drafts(5)

    made = outbox.release(messages=everything(), by=UserFactory(), now=NOW)

    assert made.count == made.messages.count() == 5


def test_failed_messages_are_given_back_by_a_person():
    message = OutgoingMessageFactory(status=MessageStatus.FAILED, attempts=5, problem="x")

    outbox.try_again(messages=everything(), by=UserFactory(), now=NOW)

    assert sending.send_due(now=NOW) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.SENT, 1)


def test_cancelled_messages_do_not_leave_and_lose_their_text():
    message = OutgoingMessageFactory()
    sent = OutgoingMessageFactory(status=MessageStatus.SENT)

    count = outbox.cancel(messages=everything(), by=UserFactory(), now=NOW)

    message.refresh_from_db()
    sent.refresh_from_db()
    assert (count, message.status, message.body) == (1, MessageStatus.CANCELLED, "")
    assert sent.status == MessageStatus.SENT


@pytest.mark.parametrize("status", ["draft", "released", "sending", "failed", "cancelled"])
def test_only_what_left_can_come_back(status):
    OutgoingMessageFactory(status=status)
    OutgoingMessageFactory(status="sent")

    assert outbox.note_returned(messages=everything()) == 1
    assert statuses() == sorted([status, "bounced"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="two connections write at once on PostgreSQL alone"
)
@pytest.mark.postgres
def test_of_two_releases_at_once_each_message_belongs_to_one():
    drafts(40)
    people = [UserFactory(), UserFactory()]

    made = at_once(
        *(
            lambda by=by: outbox.release(messages=everything(), by=by, now=NOW).count
            for by in people
        )
    )

    assert sum(made) == 40
    assert everything().filter(status="released", release__isnull=False).count() == 40
    kept = {release.messages.count() for release in OutboxRelease.objects.all()}
    assert sum(kept) == 40
    assert 0 not in kept


def test_of_two_releases_that_meet_the_second_finds_nothing_left(monkeypatch):
    """The second reads its drafts before the first has taken them."""
    drafts(3)
    first, second = UserFactory(), UserFactory()
    real, made = outbox.find_unwanted, []

    def overtaken(messages, now):
        if not made:
            made.append(None)
            made[0] = outbox.release(messages=everything(), by=first, now=NOW)
        return real(messages, now)

    monkeypatch.setattr(outbox, "find_unwanted", overtaken)

    late = outbox.release(messages=everything(), by=second, now=NOW)

    assert (made[0].count, late.count, OutboxRelease.objects.get().by) == (3, 0, first)
    assert everything().filter(released_by=first).count() == 3
