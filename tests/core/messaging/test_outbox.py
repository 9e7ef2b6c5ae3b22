"""The outbox: written once, released by a person, never sent twice."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from core.messaging import outbox
from core.messaging.gateways import EmailGateway, FileGateway, TryLater, Undeliverable
from core.models import AuditEntry, MessageStatus, OutgoingMessage
from tests.factories.accounts import UserFactory
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
    left = outbox.send_one(pk=message.pk, now=now, through=through)
    message.refresh_from_db()
    return left


def test_writing_the_same_key_again_keeps_the_first_message():
    values = {"key": "wave:1:invitation:7", "recipient": "a@b.example", "language": "vi"}

    first = outbox.write(body="một", now=NOW, **values)
    second = outbox.write(body="hai", now=NOW, **values)

    assert (first.pk, second.body) == (second.pk, "một")


def test_a_subject_is_one_line():
    message = outbox.write(
        key="k", recipient="a@b.example", body="x", subject="Mời\n trả lời", language="vi", now=NOW
    )
    assert message.subject == "Mời trả lời"


def test_a_draft_stays_until_a_person_releases_it():
    message, by = OutgoingMessageFactory(), UserFactory()
    assert outbox.send_due(now=NOW) == 0

    assert outbox.release(messages=OutgoingMessage.objects.all(), by=by, now=NOW) == 1
    assert outbox.send_due(now=NOW) == 1

    message.refresh_from_db()
    assert (message.status, message.released_by, message.sent_at) == (MessageStatus.SENT, by, NOW)
    assert [sent.to for sent in mail.outbox] == [[message.recipient]]
    assert AuditEntry.objects.get().details == {"messages": 1}


def test_the_text_is_erased_once_the_message_has_left():
    message = released(body="https://thuocdo.example/s/secret-token/", html="<p>x</p>")

    send(message, Recorder())

    assert (message.body, message.html) == ("", "")


def test_two_workers_send_a_message_once():
    message, gateway = released(), Recorder()

    assert [send(message, gateway), send(message, gateway)] == [True, False]
    assert gateway.sent == [message.key]


def test_a_message_waits_for_its_day():
    message = released(not_before=NOW + timedelta(hours=1))

    assert outbox.send_due(now=NOW) == 0
    assert outbox.send_due(now=NOW + timedelta(hours=2)) == 1
    assert OutgoingMessage.objects.get(pk=message.pk).status == MessageStatus.SENT


def test_what_did_not_leave_is_tried_later_and_later_and_then_given_to_a_person():
    message, moment, pauses = released(), NOW, []
    for _attempt in range(outbox.ATTEMPTS):
        assert not send(message, Recorder(TryLater("SMTP 451")), moment)
        if message.not_before:
            pauses.append((message.not_before - moment).total_seconds() / 60)
            moment = message.not_before

    assert pauses[:4] == [2, 8, 32, 128]
    assert (message.status, message.attempts) == (MessageStatus.FAILED, outbox.ATTEMPTS)
    assert message.problem == "SMTP 451"
    assert message.body != ""


def test_a_wrong_address_is_not_tried_again():
    message = released()

    send(message, Recorder(Undeliverable("SMTP 550")))

    assert (message.status, message.problem) == (MessageStatus.FAILED, "SMTP 550")
    assert outbox.send_due(now=NOW) == 0


def test_an_error_nobody_foresaw_stops_one_message_and_not_the_others(monkeypatch):
    first, second = released(), released()
    recorder = Recorder()

    class Odd:
        def send(self, message, now):
            if message.pk == first.pk:
                raise RuntimeError("after the handshake")
            recorder.send(message, now)

    monkeypatch.setattr(outbox, "gateway", lambda channel: Odd())

    assert outbox.send_due(now=NOW) == 1
    first.refresh_from_db()
    assert (first.status, recorder.sent) == (MessageStatus.FAILED, [second.key])
    assert "RuntimeError" in first.problem


def test_a_message_a_dead_worker_held_is_put_before_a_person():
    message = OutgoingMessageFactory(status=MessageStatus.SENDING, claimed_at=NOW)

    assert outbox.send_due(now=NOW + timedelta(minutes=10)) == 0
    message.refresh_from_db()
    assert message.status == MessageStatus.SENDING
    outbox.send_due(now=NOW + timedelta(minutes=31))

    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    assert mail.outbox == []


def test_failed_messages_are_given_back_by_a_person():
    message = OutgoingMessageFactory(status=MessageStatus.FAILED, attempts=5, problem="x")

    outbox.try_again(messages=OutgoingMessage.objects.all(), by=UserFactory(), now=NOW)

    assert outbox.send_due(now=NOW) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.SENT, 1)


def test_cancelled_messages_do_not_leave_and_lose_their_text():
    message = OutgoingMessageFactory()
    sent = OutgoingMessageFactory(status=MessageStatus.SENT)

    count = outbox.cancel(messages=OutgoingMessage.objects.all(), by=UserFactory(), now=NOW)

    message.refresh_from_db()
    sent.refresh_from_db()
    assert (count, message.status, message.body) == (1, MessageStatus.CANCELLED, "")
    assert sent.status == MessageStatus.SENT


def test_an_e_mail_has_a_name_made_from_its_key(settings):
    message = OutgoingMessageFactory.build(html="<p>Kính gửi</p>")

    EmailGateway().send(message, NOW)
    EmailGateway().send(message, NOW)

    names = {sent.extra_headers["Message-ID"] for sent in mail.outbox}
    assert len(names) == 1
    assert mail.outbox[0].alternatives[0][1] == "text/html"


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
