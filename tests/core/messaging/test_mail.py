"""E-mail over a real connection: one for many messages, and what the server's answers mean."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.messaging import gateways, pace, reading, sending
from core.models import MessageStatus, OutgoingMessage
from tests.core.messaging.smtp_server import HANG_UP, mail_server
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    """Start a mail server that answers as told, and have the platform use it."""
    gateways.gateway.cache_clear()
    cache.clear()  # a server that was away keeps the channel waiting
    started = []

    def start(answer=lambda command, rest, number: ""):
        context = mail_server(answer)
        made = context.__enter__()
        started.append(context)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = made.port, 5
        return made

    yield start
    for context in started:
        context.__exit__(None, None, None)
    cache.clear()
    gateways.gateway.cache_clear()


def released(count, **fields):
    return [
        OutgoingMessageFactory(
            status=MessageStatus.RELEASED, recipient=f"dn{number}@dn.example", **fields
        )
        for number in range(count)
    ]


def states():
    return list(OutgoingMessage.objects.order_by("pk").values_list("status", flat=True))


def test_many_messages_leave_over_one_connection(server):
    mail = server()
    released(12)

    assert sending.send_due(now=NOW) == 12

    assert (mail.connections, len(mail.recipients)) == (1, 12)
    assert set(states()) == {"sent"}


def test_a_server_that_hangs_up_between_messages_is_called_again(server):
    def after_three(command, rest, number):
        return HANG_UP if command == "MAIL" and number == 3 and calls.pop() else ""

    calls = [False, True]
    mail = server(after_three)
    released(5)

    assert sending.send_due(now=NOW) == 3
    assert states() == ["sent"] * 3 + ["released"] * 2
    assert sending.send_due(now=NOW + timedelta(seconds=61)) == 2

    assert sorted(mail.recipients) == [f"dn{number}@dn.example" for number in range(5)]
    assert OutgoingMessage.objects.last().attempts == 1  # the pause was no attempt


def test_a_line_cut_while_the_text_was_out_is_put_before_a_person(server):
    mail = server(lambda command, rest, number: HANG_UP if command == "TEXT" else "")
    released(1)

    sending.send_due(now=NOW)

    message = OutgoingMessage.objects.get()
    assert (message.status, len(mail.recipients)) == ("failed", 1)
    assert "SMTPServerDisconnected" in message.problem
    assert sending.send_due(now=NOW + timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("command", "answer", "status", "problem"),
    [
        ("RCPT", "550 5.1.1 no such user", "failed", "SMTP 550"),
        ("RCPT", "450 4.2.0 greylisted", "released", "SMTP 450"),
        ("TEXT", "552 5.3.4 too large", "failed", "SMTP 552"),
        ("TEXT", "451 4.3.0 try again", "released", "SMTP 451"),
        ("MAIL", "553 5.7.1 not your address", "released", ""),
        ("CONNECT", "421 4.3.2 busy", "released", ""),
    ],
)
def test_what_the_server_says_decides(server, command, answer, status, problem):
    server(lambda said, rest, number: answer if said == command else "")
    released(1)

    sending.send_due(now=NOW)

    message = OutgoingMessage.objects.get()
    assert (message.status, message.problem) == (status, problem)
    assert message.attempts == (1 if problem else 0)


def test_a_server_that_takes_texts_and_dies_before_it_answers_gets_one_a_pause(server):
    mail = server(lambda command, rest, number: HANG_UP if command == "TEXT" else "")
    released(5)
    moment, pauses = NOW, []
    for _attempt in range(3):
        assert sending.send_due(now=moment) == 0
        rest = pace.rest_of("email")
        pauses.append(round((rest.until - moment).total_seconds() / 60))
        moment = rest.until + timedelta(seconds=1)

    assert pauses == [1, 2, 4]
    assert states() == ["failed"] * 3 + ["released"] * 2
    assert len(mail.recipients) == len(set(mail.recipients)) == 3


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("CONNECT", "released"),
        ("MAIL", "released"),
        ("RCPT", "released"),
        ("DATA", "released"),
        ("TEXT", "failed"),
    ],
)
def test_a_server_that_does_not_answer_is_left_in_time(server, settings, command, status):
    """What nobody can know is put before a person; all else waits, and nobody tries on."""
    answers = threading.Event()
    asked = []

    def hang(said, rest, number):
        if said == command:
            asked.append(said)
            answers.wait(5)
        return ""

    server(hang)
    settings.EMAIL_TIMEOUT = 0.2
    released(3)

    sent, again = sending.send_due(now=NOW), sending.send_due(now=NOW + timedelta(seconds=59))
    answers.set()

    assert (sent, again, len(asked)) == (0, 0, 1)
    assert states() == [status, "released", "released"]
    attempts = OutgoingMessage.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts) == [int(status == "failed"), 0, 0]


@pytest.mark.parametrize(
    ("refusals", "tried"),
    [(9, 12), (10, 10)],
)
def test_ten_refusals_one_after_the_other_make_everybody_wait(server, refusals, tried):
    given = []

    def busy(command, rest, number):
        if command != "RCPT":
            return ""
        given.append(rest)
        return "451 4.7.1 slow down" if len(given) <= refusals else ""

    server(busy)
    released(12)

    sending.send_due(now=NOW)

    assert len(given) == tried


def test_pauses_grow_until_something_leaves(server):
    closed = [True] * 3
    server(lambda command, rest, number: "421 busy" if command == "CONNECT" and closed else "")
    released(1)
    moment, pauses = NOW, []
    for _attempt in range(3):
        assert sending.send_due(now=moment) == 0
        rest = pace.rest_of("email")
        pauses.append(round((rest.until - moment).total_seconds() / 60))
        moment = rest.until + timedelta(seconds=1)
    closed.clear()

    assert pauses == [1, 2, 4]
    assert sending.send_due(now=moment) == 1
    assert pace.rest_of("email") is None


def test_a_notice_goes_before_a_mailing(server):
    mail = server()
    OutgoingMessageFactory(status="released", batch="wave:1", recipient="mailing@dn.example")
    OutgoingMessageFactory(status="released", recipient="notice@dn.example")

    sending.send_due(now=NOW)

    assert mail.recipients == ["notice@dn.example", "mailing@dn.example"]


def test_a_limit_a_minute_is_kept(server, settings, monkeypatch):
    server()
    settings.MAIL_PER_MINUTE = 30
    slept = []
    monkeypatch.setattr(pace.Run.__init__, "__defaults__", ("", slept.append))
    released(3)

    sending.send_due(now=NOW)

    assert [round(pause) for pause in slept] == [2, 4, 6]  # nobody slept, so the debt grows


def test_a_sender_that_waits_long_shows_every_quarter_of_45_seconds_that_it_lives(monkeypatch):
    slept = []
    monkeypatch.setattr(pace.settings, "MAIL_PER_MINUTE", 1)

    pace.Run(NOW, "x", slept.append).step()

    assert [round(part, 1) for part in slept] == [11.2, 11.2, 11.2, 11.2, 11.2, 3.7]


def writes_of(queries):
    return [each for each in queries if each["sql"].startswith(("UPDATE", "DELETE", "INSERT"))]


def test_a_message_locks_the_database_twice_and_leaves_room_after_it(
    server, monkeypatch, django_assert_max_num_queries
):
    server()
    slept = []
    monkeypatch.setattr(pace.Run.__init__, "__defaults__", ("", slept.append))
    found = []
    for count in (1, 4):
        released(count)
        with django_assert_max_num_queries(60) as queries:
            assert sending.send_due(now=NOW) == count
        found.append(len(writes_of(queries)))

    assert found[1] - found[0] == 2 * 3  # taken, sent
    assert slept == ([0.01] * 5 if connection.vendor == "sqlite" else [])


def test_one_worker_sends_at_a_time(server):
    server()
    released(1)

    with pace.only_sender(NOW) as run:
        assert run is not None
        assert sending.send_due(now=NOW) == 0

    assert sending.send_due(now=NOW) == 1


def sent(count, before=NOW):
    for number in range(count):
        moment = before - timedelta(minutes=2) * (number + 1) / count
        OutgoingMessageFactory(status="sent", sent_at=moment)


def test_rate_and_end_follow_from_what_left_and_what_is_due():
    sent(30)
    released(60)

    progress = reading.mail_progress(NOW)

    assert (progress.waiting, round(progress.per_minute)) == (60, 15)
    assert progress.ends_at == NOW + timedelta(minutes=4)


@pytest.mark.parametrize(("count", "known"), [(9, False), (10, True)])
def test_a_rate_is_told_from_ten_messages_on(count, known):
    sent(count)
    released(1)

    assert bool(reading.mail_progress(NOW).ends_at) is known


def test_the_page_tells_the_rate_and_the_end(client):
    sent(30, before=timezone.now())
    released(60)
    client.force_login(UserFactory(role=Role.STAFF))
    client.cookies["django_language"] = "en"

    page = client.get(reverse("outbox")).content.decode()

    assert "60 messages are on the way" in page
    assert "the last one leaves at about" in page


def test_the_page_says_why_nothing_leaves(client, server):
    server(lambda command, rest, number: "421 busy" if command == "CONNECT" else "")
    released(2)
    client.force_login(UserFactory(role=Role.STAFF))
    client.cookies["django_language"] = "en"
    sending.send_due(now=timezone.now())

    page = client.get(reverse("outbox")).content.decode()

    assert "2 messages wait; the server said “SMTP 421”." in page


@pytest.mark.parametrize(
    ("command", "answer", "said"),
    [
        ("RCPT", "550 no such user", "refuses this address (550 no such user)"),
        ("MAIL", "553 not yours", "does not accept the sender (553 not yours)"),
        ("TEXT", "554 spam", "refuses the message (554 spam)"),
        ("EHLO", HANG_UP, "hung up before it took the message"),
        ("MAIL", "530 authentication required", "asks who sends (530 authentication required)"),
        ("RCPT", "451 greylisted", "(451 greylisted). It puts the message off for now"),
        ("TEXT", "452 full", "(452 full). It puts the message off for now"),
        ("CONNECT", "421 too busy", "421 too busy. It puts the message off for now"),
    ],
)
def test_a_trial_says_in_words_what_the_server_refused(server, command, answer, said):
    server(lambda given, rest, number: answer if given == command else "")

    with pytest.raises(CommandError) as refusal:
        call_command("try_mail", "me@dn.example")

    assert said in str(refusal.value)


@pytest.mark.parametrize("command", ["CONNECT", "EHLO", "MAIL", "TEXT"])
def test_a_trial_says_that_the_server_is_silent(server, settings, command):
    server(lambda given, rest, number: time.sleep(0.5) or "" if given == command else "")
    settings.EMAIL_TIMEOUT = 0.2

    with pytest.raises(CommandError, match="does not answer in time"):
        call_command("try_mail", "me@dn.example")


def test_what_is_refused_for_good_is_not_said_to_be_put_off(server):
    server(lambda given, rest, number: "550 no such user" if given == "RCPT" else "")

    with pytest.raises(CommandError) as refusal:
        call_command("try_mail", "me@dn.example")

    assert "for now" not in str(refusal.value)


def test_a_trial_says_that_nothing_answers(server, settings):
    settings.EMAIL_PORT = server().port
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    with pytest.raises(CommandError, match=r"Nothing answers at 127\.0\.0\.1:9\."):
        call_command("try_mail", "me@dn.example")


def test_a_trial_says_that_mail_goes_to_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    with pytest.raises(CommandError, match="reaches nobody"):
        call_command("try_mail", "me@dn.example")


def test_staff_send_themselves_a_message(client, server):
    mail = server()
    client.force_login(UserFactory(role=Role.STAFF, email="desk@hiephoi.example"))
    client.cookies["django_language"] = "en"

    page = client.post(reverse("outbox_trial"), follow=True)

    assert mail.recipients == ["desk@hiephoi.example"]
    assert "has taken the message to desk@hiephoi.example" in page.content.decode()
