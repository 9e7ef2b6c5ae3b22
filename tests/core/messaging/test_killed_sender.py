"""A sender that is killed in the middle of a mailing sends nothing twice."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing

import pytest

from bench._site import MANAGE, ROOT, site
from tests.core.messaging.smtp_server import mail_server

WRITE = """
from django.utils import timezone
from core.models import OutgoingMessage
OutgoingMessage.objects.bulk_create(OutgoingMessage(
    key=f"k{n}", recipient=f"dn{n}@dn.example", subject="Thư mời", body="Kính gửi", language="vi",
    status="released", created_at=timezone.now()) for n in range(12))
"""
SEND = """
from django.core.cache import cache
from django.utils import timezone
from core.messaging import pace, sending
cache.delete(pace.SENDER)  # two minutes later
sending.send_due(now=timezone.now())
"""


@pytest.mark.slow
@pytest.mark.platform
def test_nothing_is_sent_twice_wherever_the_sender_is_killed(migrated_tables):
    points = [("RCPT", 2), ("TEXT", 4)]
    running, killed = [], []

    def kill_at(command, _rest, number):
        if running and points and (command, number) == points[0]:
            killed.append(points.pop(0))
            os.killpg(running[0].pid, signal.SIGKILL)
            running[0].wait()
        return ""

    with mail_server(kill_at) as server, site(invitations=1, tables=migrated_tables) as platform:
        environment = platform.environment | {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(server.port),
        }
        platform.run(*MANAGE, "shell", "-c", WRITE)
        for _start in range(3):
            running[:] = [
                subprocess.Popen(  # noqa: S603 -- our own command
                    [*MANAGE, "shell", "-v", "0", "-c", SEND],
                    env=environment,
                    cwd=ROOT,
                    start_new_session=True,
                )
            ]
            running[0].wait(120)
        states = look(platform)

    assert killed == [("RCPT", 2), ("TEXT", 4)]
    assert len(set(server.recipients)) == len(server.recipients)
    assert states == {"sent": 10, "sending": 2}
    assert len(server.recipients) == 11  # one of the two left before the sender could note it


def look(platform):
    path = platform.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("select status, count(*) from core_outgoingmessage group by 1")
        return dict(rows.fetchall())
