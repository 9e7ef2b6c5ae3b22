"""Messages of a mailing are prepared while nothing is locked, and stored a few at a time."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection

from bench._site import MANAGE, ROOT, site
from core.models import OutgoingMessage
from surveys import tokens
from surveys.errors import WaveStatusUnfit
from surveys.fieldwork.actions import contact_log, message_writing
from surveys.models import AccessKey, ContactAttempt, Invitation, SendingKind, Wave, WaveStatus
from tests.surveys.fieldwork.test_mailings import ordered, sample

NOW = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_costly_work_is_done_once_a_message_and_outside_of_transactions(monkeypatch):
    locked = {"scrypt": [], "words": []}

    def watched(name, real):
        def called(*arguments, **named):
            locked[name].append(connection.in_atomic_block)
            return real(*arguments, **named)

        return called

    monkeypatch.setattr(tokens, "_stretch_code", watched("scrypt", tokens._stretch_code))
    compose = message_writing.compose_message
    monkeypatch.setattr(message_writing, "compose_message", watched("words", compose))

    message_writing.write_messages(sending=ordered(sample(3)[0].wave), now=NOW)

    assert locked == {"scrypt": [False] * 3, "words": [False] * 3}


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "transactions"), [(20, 1), (21, 2)])
def test_twenty_messages_share_a_transaction(monkeypatch, count, transactions):
    stored, real = [], message_writing._store
    monkeypatch.setattr(
        message_writing, "_store", lambda *given: (stored.append(len(given[1])), real(*given))
    )

    message_writing.write_messages(sending=ordered(sample(count)[0].wave), now=NOW)

    assert (len(stored), sum(stored)) == (transactions, count)
    assert OutgoingMessage.objects.count() == AccessKey.objects.count() == count


@pytest.mark.django_db
def test_what_a_second_worker_wrote_is_counted_as_left_out(monkeypatch):
    rows = sample(3)
    sending = ordered(rows[0].wave)
    second = f"wave:{rows[0].wave_id}:invitations:{rows[1].pk}"
    real = message_writing.prepare

    def overtaken(given, sampled, now):
        prepared = real(given, sampled, now)
        if sampled == rows[1]:
            OutgoingMessage.objects.create(
                key=second, recipient="x@y.example", body="b", language="vi", created_at=NOW
            )
        return prepared

    monkeypatch.setattr(message_writing, "prepare", overtaken)

    message_writing.write_messages(sending=sending, now=NOW)

    sending.refresh_from_db()
    assert (sending.done, sending.skipped, OutgoingMessage.objects.count()) == (3, 1, 3)
    assert Invitation.objects.filter(sampled=rows[1]).count() == 0


@pytest.mark.django_db
def test_a_wave_closed_while_letters_are_written_gets_no_more_links(monkeypatch):
    wave = sample(2)[0].wave
    real = message_writing.compose_message

    def closes(*kind, **given):
        Wave.objects.filter(pk=wave.pk).update(status=WaveStatus.CLOSED, closed_at=NOW)
        return real(*kind, **given)

    monkeypatch.setattr(message_writing, "compose_message", closes)

    with pytest.raises(WaveStatusUnfit):
        message_writing.write_messages(sending=ordered(wave), now=NOW)
    assert (OutgoingMessage.objects.count(), AccessKey.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_left_is_noted_in_slices_once_each(monkeypatch):
    monkeypatch.setattr(contact_log, "SLICE", 2)
    wave = sample(5)[0].wave
    message_writing.write_messages(sending=ordered(wave, SendingKind.INVITATIONS), now=NOW)
    OutgoingMessage.objects.update(status="sent", sent_at=NOW)
    gone = OutgoingMessage.objects.first()
    OutgoingMessage.objects.filter(pk=gone.pk).update(about_id=999_999)

    assert (contact_log.note_what_was_sent(), contact_log.note_what_was_sent()) == (4, 0)

    assert ContactAttempt.objects.filter(result="sent", at=NOW).count() == 4
    assert Invitation.objects.filter(sent_at=NOW).count() == 4


NOTE = """
import json
from core.models import OutgoingMessage
from django.utils import timezone
from surveys.fieldwork.actions import contact_log
OutgoingMessage.objects.update(status="sent", sent_at=timezone.now())
print(json.dumps(contact_log.note_what_was_sent()))
"""


@pytest.mark.slow
@pytest.mark.platform
def test_more_than_two_thousand_are_written_and_noted_while_others_write(migrated_tables):
    """SQLite takes no write on a connection whose read snapshot is older than another's write."""
    with site(invitations=2001, anonymity="blind", tables=migrated_tables) as platform:
        written = beside_a_writer(platform, sys.executable, "-m", "bench._remind", "1")
        noted = beside_a_writer(platform, *MANAGE, "shell", "-v", "0", "-c", NOTE)

    assert (json.loads(written)["written"], json.loads(noted)) == (2001, 2001)


def beside_a_writer(platform, *command):
    """Run a command while another process writes into the database twenty times a second."""
    path = platform.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with (
        closing(sqlite3.connect(path, timeout=30)) as database,
        subprocess.Popen(  # noqa: S603 -- our own command
            command, env=platform.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as work,
    ):
        while work.poll() is None:
            database.execute("update directory_district set name = name || ''")
            database.commit()
            time.sleep(0.05)
        said = work.stdout.read()
    assert work.returncode == 0
    return said
