"""A message of a survey that waits is sent only to whom it is still meant for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.messaging import outbox, sending
from core.messaging.kinds import find_unwanted
from core.models import MessageStatus, OutgoingMessage, Unwanted
from surveys.answering.actions import opting_out
from surveys.fieldwork.actions import contacts
from surveys.models import Anonymity, ContactAttempt, Disposition, Wave, WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MAILINGS = ["surveys.invitation", "surveys.reminder"]


@pytest.fixture
def sampled():
    return SampledEnterpriseFactory(enterprise__email="dn@dn.example")


def draft(sampled, kind="surveys.reminder", **fields):
    given = {"recipient": "dn@dn.example", "created_at": NOW, **fields}
    return OutgoingMessageFactory(
        kind=kind, about_id=sampled.pk, batch=f"wave:{sampled.wave_id}:x", **given
    )


def why(message, now=NOW):
    return find_unwanted([message], now).get(message.pk)


@pytest.mark.parametrize("kind", MAILINGS)
def test_who_is_silent_is_written_to(sampled, kind):
    assert why(draft(sampled, kind)) is None


@pytest.mark.parametrize("kind", [*MAILINGS, "surveys.link"])
def test_who_has_answered_is_not(sampled, kind):
    ResponseFactory(sampled=sampled)
    assert why(draft(sampled, kind)) == Unwanted.ANSWERED


@pytest.mark.parametrize("disposition", [Disposition.COMPLETE, Disposition.PARTIAL])
def test_who_answered_on_paper_is_not(sampled, disposition):
    sampled.disposition = disposition
    sampled.save()
    assert why(draft(sampled)) == Unwanted.ANSWERED


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("surveys.invitation", Unwanted.OPTED_OUT),
        ("surveys.reminder", Unwanted.OPTED_OUT),
        ("surveys.link", None),  # who asks for the link has changed their mind
    ],
)
def test_who_opted_out_is_not(sampled, kind, reason):
    opting_out.opt_out(enterprise=sampled.enterprise, now=NOW)
    assert why(draft(sampled, kind)) == reason


@pytest.mark.parametrize(
    "disposition",
    sorted(set(Disposition) - {Disposition.PENDING, Disposition.COMPLETE, Disposition.PARTIAL}),
)
@pytest.mark.parametrize("kind", MAILINGS)
def test_who_closed_moved_or_refused_is_not(sampled, kind, disposition):
    sampled.disposition = disposition
    sampled.save()
    assert why(draft(sampled, kind)) == Unwanted.NOT_ASKED


def test_who_went_back_to_the_reserve_or_left_the_sample_is_not(sampled):
    message = draft(sampled)
    sampled.is_reserve = True
    sampled.save()
    assert why(message) == Unwanted.NOT_ASKED
    sampled.delete()
    assert why(message) == Unwanted.NOT_ASKED


@pytest.mark.parametrize("kind", [*MAILINGS, "surveys.link"])
@pytest.mark.parametrize(
    ("closes_on", "reason"), [(date(2026, 11, 24), None), (date(2026, 11, 23), Unwanted.OVER)]
)
def test_after_the_last_day_nobody_is_written_to(sampled, kind, closes_on, reason):
    Wave.objects.filter(pk=sampled.wave_id).update(closes_on=closes_on)
    assert why(draft(sampled, kind)) == reason


@pytest.mark.parametrize("kind", [*MAILINGS, "surveys.link"])
def test_of_a_closed_wave_nobody_is_written_to(sampled, kind):
    Wave.objects.filter(pk=sampled.wave_id).update(status=WaveStatus.CLOSED, closed_at=NOW)
    assert why(draft(sampled, kind)) == Unwanted.OVER


def test_in_a_blind_wave_nobody_is_known_to_have_answered():
    sampled = SampledEnterpriseFactory(stratum__wave__anonymity=Anonymity.BLIND)
    assert why(draft(sampled)) is None


@pytest.mark.parametrize("kind", MAILINGS)
def test_an_address_from_which_a_message_came_back_is_left_out(sampled, kind):
    draft(sampled, "surveys.invitation", status=MessageStatus.SENT, sent_at=NOW)
    waiting = draft(sampled, kind)

    contacts.note_bounces(wave=sampled.wave, addresses=["DN@dn.example"], now=NOW, by=UserFactory())

    assert why(waiting) == Unwanted.BOUNCED


def test_a_corrected_address_is_written_to(sampled):
    draft(sampled, "surveys.invitation", status=MessageStatus.BOUNCED)
    ContactAttempt.objects.create(
        sampled=sampled, at=NOW - timedelta(days=1), channel="email", result="bounced"
    )
    assert why(draft(sampled, recipient="moi@dn.example")) is None


@pytest.mark.parametrize(("seconds", "reason"), [(-1, None), (0, Unwanted.BOUNCED)])
def test_a_return_noted_since_the_message_was_written_counts(sampled, seconds, reason):
    message = draft(sampled, recipient="moi@dn.example")
    ContactAttempt.objects.create(
        sampled=sampled, at=NOW + timedelta(seconds=seconds), channel="email", result="bounced"
    )
    assert why(message) == reason


def test_another_channel_may_still_reach_them(sampled):
    ContactAttempt.objects.create(sampled=sampled, at=NOW, channel="email", result="bounced")
    assert why(draft(sampled, channel="sms", recipient="84912345678")) is None


def test_the_check_costs_the_same_for_one_as_for_many(django_assert_num_queries):
    messages = [draft(SampledEnterpriseFactory(), key=f"k{n}") for n in range(5)]
    for some in (messages[:1], messages):
        with django_assert_num_queries(3):
            find_unwanted(some, NOW)


def test_a_reminder_is_cancelled_when_it_is_sent_if_the_answer_came_after_its_release(sampled):
    message = draft(sampled)
    outbox.release(messages=OutgoingMessage.objects.all(), by=UserFactory(), now=NOW)
    ResponseFactory(sampled=sampled)

    assert sending.send_due(now=NOW + timedelta(seconds=60)) == 0

    message.refresh_from_db()
    assert (message.status, message.cancelled_because) == ("cancelled", "answered")
    assert message.body == ""


def test_opting_out_cancels_what_waits_for_the_enterprise_whatever_its_address(sampled):
    waiting = draft(sampled, recipient="other@dn.example")
    by_address = OutgoingMessageFactory(kind="surveys.invitation", recipient="DN@dn.example")
    of_dialogues = OutgoingMessageFactory(kind="dialogues.feedback", recipient="dn@dn.example")

    opting_out.opt_out(enterprise=sampled.enterprise, now=NOW)

    for message in (waiting, by_address, of_dialogues):
        message.refresh_from_db()
    assert (waiting.status, waiting.cancelled_because) == ("cancelled", "opted_out")
    assert (by_address.status, of_dialogues.status) == ("cancelled", "draft")
