"""Much at once: a mailing is written and sent, or a backup taken, while people answer."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._seed import SECTION
from bench._site import MANAGE
from bench.answering import answers_of, p95
from bench.mailing import PEOPLE, People
from scripts.chaos.machine import Machine
from scripts.chaos.mail_sink import MailSink, mail_sink
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
    """An hour of a wave in minutes: reminders are written, a mailing leaves, the worker dies once.

    Twenty people save once a second all the time.
    """
    with (
        mail_sink() as sink,
        stage(invitations=size.hour.people + PEOPLE, **sink.environment) as on,
    ):
        on.shell(RELEASED % size.mails)
        on.start_web()
        worker = on.start_worker()

        def write_and_kill() -> None:
            on.site.run(sys.executable, "-m", "bench._remind", "1")
            wait_until(lambda: sink.taken.total() >= size.mails // 3, 300)
            on.kill(worker)
            on.start_worker()

        with people_at(on, outcome) as crowd:
            let_answer(crowd, on.site.tokens[PEOPLE:], size.hour, meanwhile=write_and_kill)
        wait_until(lambda: sink.taken.total() >= size.mails - 1, 300 + size.mails / 10)
        states = judge(outcome, on, crowd)["messages"]
        note_mails(outcome, sink, states, size.mails)


def note_mails(outcome: Outcome, sink: MailSink, states: dict[str, int], ordered: int) -> None:
    """Each message was sent, or is the one of which nobody knows whether it left."""
    outcome.mails, outcome.mailed_twice = sink.taken.total(), sink.twice
    outcome.lost += max(0, ordered - 1 - sink.taken.total())
    outcome.more["messages"] = states


def back_up_meanwhile(size: Size, outcome: Outcome) -> None:
    """A backup is taken, tried and thrown away while people answer and save."""
    with (
        tempfile.TemporaryDirectory(prefix="thuocdo-chaos-") as folder,
        stage(invitations=size.some.people + PEOPLE) as on,
    ):
        on.start_web()
        told = list[str]()

        def back_up() -> None:
            told.append(on.site.run(*MANAGE, "backup", str(Path(folder, "b.tar.gz"))))

        with people_at(on, outcome) as crowd:
            let_answer(crowd, on.site.tokens[PEOPLE:], size.some, meanwhile=back_up)
        judge(outcome, on, crowd)
        outcome.more["backup"] = told[0].strip().splitlines()[-1].partition(": ")[2]


@contextmanager
def people_at(on: Stage, outcome: Outcome) -> Iterator[Crowd]:
    """A crowd, and twenty people who save a page a second; afterwards how long they waited.

    What they were told is saved is looked for in the database.
    """
    crowd = Crowd(on.site)
    warm_up(on)
    with Machine(on.site) as machine, People(on.site) as saving:
        yield crowd
    times = saving.times + crowd.saving
    outcome.saved = len(times)
    if len(times) > 1:
        outcome.p95_ms = round(p95(times), 1)
        outcome.more["of the twenty p95_ms"] = round(p95(saving.times), 1)
    outcome.unanswered += saving.errors.total()
    drafts = on.look()["drafts"]
    outcome.lost += sum(answers_of(token) not in drafts for token in on.site.tokens[:PEOPLE])
    outcome.more |= machine.as_figures()


def warm_up(on: Stage) -> None:
    """Have every process read the questionnaire once, as one that runs for an hour has."""
    for token in on.site.tokens[:PEOPLE]:
        on.site.ask("GET", f"/s/{token}/p/{SECTION}/")
