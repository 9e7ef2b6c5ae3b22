"""Sending: what was released leaves once, later when it cannot leave now, and not if unwanted."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from core.messaging import sending
from core.messaging.gateways import EmailGateway, FileGateway, TryLater, Undeliverable
from core.models import MessageStatus, OutgoingMessage
from tests.factories.core import OutgoingMessageFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Recorder:
    """A gateway that remembers, and fails as told."""

    def __init__(self, problem=None):
        self.sent, self.problem = [], problem

    def send(self, message, now):
        if self.problem:
            raise self.problem
        self.sent.append(message.key)


def released(**changes):
    return OutgoingMessageFactory(status=MessageStatus.RELEASED, **changes)


def send(message, through, now=NOW):
    left = sending.send_one(pk=message.pk, now=now, through=through)
    message.refresh_from_db()
    return left


def test_the_text_is_erased_once_the_message_has_left():
    message = released(body="https://thuocdo.example/s/secret-token/")

    send(message, Recorder())

    assert message.body == ""


def test_two_workers_send_a_message_once():
    message, gateway = released(), Recorder()

    assert [send(message, gateway), send(message, gateway)] == [True, False]
    assert gateway.sent == [message.key]


def test_a_message_waits_for_its_day():
    message = released(not_before=NOW + timedelta(hours=1))

    assert sending.send_due(now=NOW) == 0
    assert sending.send_due(now=NOW + timedelta(hours=2)) == 1
    assert OutgoingMessage.objects.get(pk=message.pk).status == MessageStatus.SENT


def test_what_did_not_leave_is_tried_later_and_later_and_then_given_to_a_person():
    message, moment, pauses = released(), NOW, []
    for _attempt in range(sending.ATTEMPTS):
        assert not send(message, Recorder(TryLater("SMTP 451")), moment)
        if message.not_before:
            pauses.append((message.not_before - moment).total_seconds() / 60)
            moment = message.not_before

    assert pauses[:4] == [2, 8, 32, 128]
    assert (message.status, message.attempts) == (MessageStatus.FAILED, sending.ATTEMPTS)
    assert message.problem == "SMTP 451"
    assert message.body != ""


def test_a_wrong_address_is_not_tried_again():
    message = released()

    send(message, Recorder(Undeliverable("SMTP 550")))

    assert (message.status, message.problem) == (MessageStatus.FAILED, "SMTP 550")
    assert sending.send_due(now=NOW) == 0


def test_an_error_nobody_foresaw_stops_one_message_and_not_the_others(monkeypatch):
    first, second = released(), released()
    recorder = Recorder()

    class Odd:
        def send(self, message, now):
            if message.pk == first.pk:
                raise RuntimeError("after the handshake")
            recorder.send(message, now)

    monkeypatch.setattr(sending, "gateway", lambda channel: Odd())

    assert sending.send_due(now=NOW) == 1
    first.refresh_from_db()
    assert (first.status, recorder.sent) == (MessageStatus.FAILED, [second.key])
    assert "RuntimeError" in first.problem


def test_a_message_a_dead_worker_held_is_put_before_a_person():
    message = OutgoingMessageFactory(status=MessageStatus.SENDING, claimed_at=NOW)

    assert sending.send_due(now=NOW + timedelta(minutes=4, seconds=59)) == 0
    message.refresh_from_db()
    assert message.status == MessageStatus.SENDING
    sending.send_due(now=NOW + timedelta(minutes=5, seconds=1))

    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    assert mail.outbox == []


def test_an_e_mail_has_a_name_made_from_its_key(settings):
    message = OutgoingMessageFactory.build()

    EmailGateway().send(message, NOW)
    EmailGateway().send(message, NOW)

    names = {sent.extra_headers["Message-ID"] for sent in mail.outbox}
    assert len(names) == 1


@pytest.mark.parametrize(("code", "problem"), [(550, Undeliverable), (451, TryLater)])
def test_the_mail_servers_answer_decides(monkeypatch, code, problem):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"a@b.example": (code, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    with pytest.raises(problem, match=str(code)):
        EmailGateway().send(OutgoingMessageFactory.build(), NOW)


def test_text_messages_without_a_provider_go_into_a_file(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    FileGateway().send(OutgoingMessageFactory.build(channel="sms", recipient="0912345678"), NOW)

    text = (tmp_path / "outgoing" / "sms-2026-11-24.jsonl").read_text(encoding="utf-8")
    assert '"to": "0912345678"' in text
    assert "Kính gửi Quý doanh nghiệp" in text


def test_the_file_of_text_messages_is_for_its_owner_alone(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    FileGateway().send(OutgoingMessageFactory.build(channel="sms", recipient="0912345678"), NOW)

    folder = tmp_path / "outgoing"
    modes = [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())]
    assert modes == [0o700, 0o600]


def test_an_error_of_the_check_itself_is_tried_later(monkeypatch):
    message = released(kind="surveys.reminder")
    monkeypatch.setattr(sending, "find_unwanted", lambda messages, now: 1 / 0)

    assert not send(message, Recorder())

    assert (message.status, message.problem) == (MessageStatus.RELEASED, "ZeroDivisionError")
    assert message.not_before == NOW + timedelta(minutes=2)


def test_invented_letters_are_marked_as_sent_and_reach_nobody():
    first, draft = released(), OutgoingMessageFactory()

    assert sending.pretend_sent(messages=OutgoingMessage.objects.all(), now=NOW) == 1

    first.refresh_from_db()
    draft.refresh_from_db()
    assert (first.status, first.body, draft.status) == ("sent", "", "draft")
    assert mail.outbox == []
