"""Processes that are killed without warning, and started again as systemd does."""

import time

from scripts.chaos.mail_sink import mail_sink
from scripts.chaos.outcome import Outcome
from scripts.chaos.people import Crowd, let_answer
from scripts.chaos.scenarios.load import RELEASED, note_mails
from scripts.chaos.size import Size
from scripts.chaos.stage import judge, stage, wait_until

KILLS = 3
LEASE = 120  # seconds after which a killed sender is missed: core.messaging.pace
LATER = """
from django.utils import timezone
from core.messaging import sending
sending.fail_lost_messages(now=timezone.now() + sending.LOST_AFTER)
"""
ORDER_LETTERS = """
from django.utils import timezone
from surveys.fieldwork.actions import mailings
from surveys.models import AccessKey, Invitation, SendingKind, Wave
from directory.models import Enterprise
AccessKey.objects.all().delete()
Invitation.objects.all().delete()
Enterprise.objects.update(email="")
now = timezone.now()
mailings.order_sending(wave=Wave.objects.get(), kind=SendingKind.LETTERS, by=None, now=now)
"""
LETTERS = """
from io import BytesIO
from django.core.files.storage import default_storage
from pypdf import PdfReader
from surveys.models import AccessKey, Sending
sending = Sending.objects.select_related("job").get()
bound = sending.file and PdfReader(BytesIO(default_storage.open(sending.file).read()))
print(sending.job.state, AccessKey.objects.count(), len(bound.pages) if bound else 0)
"""


def kill_the_web(size: Size, outcome: Outcome) -> None:
    """The web server is killed three times among submissions; people try again as phones do."""
    rush = size.submissions
    with stage(invitations=rush.people) as on:
        web, back = [on.start_web()], list[float]()
        crowd = Crowd(on.site)

        def kill_again() -> None:
            for _each in range(KILLS):
                time.sleep(rush.seconds / (KILLS + 1))
                on.kill(web.pop())
                began = time.monotonic()
                web.append(on.start_web())
                back.append(time.monotonic() - began)

        let_answer(crowd, on.site.tokens, rush, meanwhile=kill_again)
        judge(outcome, on, crowd)
        outcome.lost += rush.people - outcome.sent  # everybody has patience for this
        outcome.recovery_seconds = round(max(back), 1)
        outcome.more["killed"] = KILLS


def kill_the_worker(size: Size, outcome: Outcome) -> None:
    """The worker is killed in the middle of a mailing and started again."""
    with mail_sink(pause=0.02) as sink, stage(invitations=1, **sink.environment) as on:
        on.shell(RELEASED % size.held)
        worker = on.start_worker()
        wait_until(lambda: sink.taken.total() >= size.held // 3, 180)
        on.kill(worker)
        before = sink.taken.total()
        on.start_worker()
        outcome.recovery_seconds = round(
            wait_until(lambda: sink.taken.total() > before, 120 + 2 * LEASE), 1
        )
        # all but the one of which nobody knows whether it left
        wait_until(lambda: sink.taken.total() >= size.held - 1, 180 + size.held / 10)
        wait_until(lambda: not on.look()["messages"].get("released"), LEASE)
        on.shell(LATER)
        states = on.look()["messages"]
        note_mails(outcome, sink, states, size.held)
        outcome.lost += size.held - states.get("sent", 0) - states.get("failed", 0)


def kill_the_worker_at_letters(size: Size, outcome: Outcome) -> None:
    """The worker is killed while letters are printed; each enterprise gets one letter."""
    with stage(invitations=size.held) as on:
        on.shell(ORDER_LETTERS)
        worker = on.start_worker()
        wait_until(lambda: on.look()["keys"] > 0, 600)
        on.kill(worker)
        began = time.monotonic()
        on.start_worker()
        wait_until(lambda: on.shell(LETTERS).split()[0] == "done", 600 + size.held / 5)
        _state, keys, pages = on.shell(LETTERS).split()
        outcome.recovery_seconds = round(time.monotonic() - began, 1)
        outcome.lost = size.held - min(int(keys), int(pages))
        outcome.doubled = max(int(keys), int(pages)) - size.held
        outcome.more["letters"] = int(pages)
