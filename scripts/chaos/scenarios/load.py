"""Much at once: a mailing is written and sent, or a backup taken, while people answer."""

import sys
import tempfile
import threading
from pathlib import Path

from bench._site import MANAGE
from bench.answering import answers_of, p95
from bench.mailing import PEOPLE, People, Saving
from scripts.chaos.mail_sink import mail_sink
from scripts.chaos.outcome import Outcome
from scripts.chaos.people import Crowd, let_answer
from scripts.chaos.size import Size
from scripts.chaos.stage import Stage, judge, stage, wait_until

RELEASED = """
from django.utils import timezone
from core.models import OutgoingMessage
OutgoingMessage.objects.bulk_create((OutgoingMessage(
    key=f"k{n}", recipient=f"a{n}@mail.example", subject="Thư mời", body="Kính gửi", language="vi",
    status="released", created_at=timezone.now()) for n in range(%s)), batch_size=500)
"""


def answer_under_a_mailing(size: Size, outcome: Outcome) -> None:
    """Reminders are written and invitations sent while a crowd answers and twenty people save."""
    with (
        mail_sink() as sink,
        stage(invitations=size.people + PEOPLE, **sink.environment) as on,
    ):
        on.shell(RELEASED % size.mails)
        on.start_web()
        on.start_worker()
        crowd, writing = Crowd(on.site), threading.Thread(target=_write_reminders, args=(on,))
        writing.start()
        with People(on.site) as saving:
            let_answer(crowd, on.site.tokens[PEOPLE:], side_by_side=size.side_by_side)
        writing.join()
        wait_until(lambda: sink.taken.total() >= size.mails, 300 + size.mails / 10)
        note_saving(outcome, on, saving)
        judge(outcome, on, crowd)
        outcome.mails, outcome.mailed_twice = sink.taken.total(), sink.twice


def _write_reminders(on: Stage) -> None:
    on.site.run(sys.executable, "-m", "bench._remind", "1")


def back_up_meanwhile(size: Size, outcome: Outcome) -> None:
    """A backup is taken, tried and thrown away while people answer and save."""
    with (
        tempfile.TemporaryDirectory(prefix="thuocdo-chaos-") as folder,
        stage(invitations=size.people + PEOPLE) as on,
    ):
        on.start_web()
        crowd, told = Crowd(on.site), list[str]()

        def back_up() -> None:
            told.append(on.site.run(*MANAGE, "backup", str(Path(folder, "b.tar.gz"))))

        with People(on.site) as saving:
            let_answer(
                crowd, on.site.tokens[PEOPLE:], side_by_side=size.side_by_side, meanwhile=back_up
            )
        note_saving(outcome, on, saving)
        judge(outcome, on, crowd)
        outcome.more["backup"] = told[0].strip().splitlines()[-1]


def note_saving(outcome: Outcome, on: Stage, saving: Saving) -> None:
    """How long people waited for “saved”, and whether what they were told is there."""
    outcome.saved = len(saving.times)
    if len(saving.times) > 1:
        outcome.p95_ms = round(p95(saving.times), 1)
    outcome.unanswered += saving.errors.total()
    drafts = on.look()["drafts"]
    outcome.lost += sum(answers_of(token) not in drafts for token in on.site.tokens[:PEOPLE])
