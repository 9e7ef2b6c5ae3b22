"""PostgreSQL: away for a while, and shared by two web servers and two workers."""

import subprocess
import time
from dataclasses import replace
from pathlib import Path

from bench._site import free_port, postgres, postgres_programs
from bench.mailing import PEOPLE
from scripts.chaos.mail_sink import mail_sink
from scripts.chaos.outcome import Outcome
from scripts.chaos.people import Crowd, let_answer
from scripts.chaos.scenarios.load import RELEASED, note_mails, people_at
from scripts.chaos.size import Size
from scripts.chaos.stage import judge, stage, wait_until

MISSING = "Debian’s package postgresql is not installed"


def take_postgres_away(size: Size, outcome: Outcome) -> None:
    """The database dies without warning and comes back; the web server is not started anew."""
    programs = postgres_programs()
    if programs is None:
        outcome.not_tried = MISSING
        return
    with (
        postgres(programs) as (address, process),
        stage(invitations=size.some.people, database_url=address) as on,
    ):
        on.start_web()
        crowd, back = Crowd(on.site), list[float]()

        def take_away() -> None:
            wait_until(lambda: len(crowd.sent) >= size.some.people // 4, 300)
            again = _command_of(process)
            _stop(process)
            time.sleep(size.away)
            before, began = len(crowd.sent), time.monotonic()
            subprocess.Popen(  # noqa: S603 -- as it ran; stopped as ever
                again, start_new_session=True, stderr=subprocess.DEVNULL
            )
            wait_until(lambda: len(crowd.sent) > before, 60)
            back.append(time.monotonic() - began)

        let_answer(crowd, on.site.tokens, size.some, meanwhile=take_away)
        judge(outcome, on, crowd)
        outcome.lost += size.some.people - outcome.sent
        outcome.recovery_seconds = round(back[0], 1)
        outcome.more["met"] = dict(crowd.met)


def _command_of(process: int) -> list[str]:
    """How the database server was started, by the account it ran under."""
    told = Path(f"/proc/{process}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    owner = Path(f"/proc/{process}").stat()
    as_owner = [
        "setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups",
    ]  # fmt: skip
    return [*as_owner, *(word.decode() for word in told)]


def _stop(process: int) -> None:
    """Kill the server and all that belong to it, as a crash of the machine would."""
    subprocess.run(["pkill", "-KILL", "-P", str(process)], check=False)  # noqa: S603, S607 -- its own children
    subprocess.run(["kill", "-KILL", str(process)], check=True)  # noqa: S603, S607 -- same


def two_of_each(size: Size, outcome: Outcome) -> None:
    """Two web servers and two workers on one database: all answer, and no mail leaves twice."""
    programs = postgres_programs()
    if programs is None:
        outcome.not_tried = MISSING
        return
    with (
        postgres(programs) as (address, _process),
        mail_sink() as sink,
        stage(
            invitations=size.some.people + PEOPLE, database_url=address, **sink.environment
        ) as on,
    ):
        on.shell(RELEASED % size.held)
        second = replace(on.site, port=free_port(), server=None)
        on.start_web()
        on.start_web(second.port)
        on.start_worker()
        on.start_worker()
        tokens = on.site.tokens[PEOPLE:]
        half = replace(size.some, people=len(tokens) // 2, at_once=size.some.at_once // 2)
        there = Crowd(second)
        with people_at(on, outcome) as here:
            let_answer(
                here, tokens[::2], half, meanwhile=lambda: let_answer(there, tokens[1::2], half)
            )
        wait_until(lambda: sink.taken.total() >= size.held, 300 + size.held / 10)
        time.sleep(2)  # for one that would come twice
        here.sent += there.sent
        here.met += there.met
        states = judge(outcome, on, here)["messages"]
        note_mails(outcome, sink, states, size.held)
        outcome.lost += len(tokens) - outcome.sent
