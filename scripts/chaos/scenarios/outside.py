"""What comes from outside: strangers who hold connections, a clock that jumps, a full disk."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path

from bench._site import free_port
from bench.answering import p95
from bench.mailing import PEOPLE
from scripts.chaos.outcome import Outcome
from scripts.chaos.people import Crowd, let_answer
from scripts.chaos.proxies import caddyfile, nginx_configuration
from scripts.chaos.scenarios.load import people_at
from scripts.chaos.size import Size
from scripts.chaos.stage import Stage, answers, judge, stage, wait_until

HALF = (
    b"",
    b"GET /s/ HTTP/1.1\r\nHost: x\r\nX-",
    b"POST /s/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
)
ASKED = 30
DISK = 48  # megabytes
TOO_LARGE = (("/accounts/login/", 1_000_001), ("/s/abc/", 12_000_001), ("/", 32_000_001))


def hold_connections(size: Size, outcome: Outcome) -> None:
    """Strangers hold connections and say nothing; a page comes as quickly as ever."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    with stage(invitations=1) as on:
        on.start_web()
        with front_server(program, on) if program else nullcontext(on.site.port) as port:
            _hold(size, outcome, port)
    outcome.more["in front"] = "nginx" if program else "nothing: nginx is not installed"


def hold_connections_to_caddy(size: Size, outcome: Outcome) -> None:
    """The same in front of Caddy; and what is announced as too large is refused in its words."""
    program = shutil.which("caddy")
    if not program:
        outcome.not_tried = "Debian’s package caddy is not installed"
        return
    with stage(invitations=1) as on:
        on.start_web()
        with caddy(program, on) as port:
            _hold(size, outcome, port)
            outcome.more["too large"] = told = [_announce(port, *each) for each in TOO_LARGE]
            outcome.lost += told != [413] * len(TOO_LARGE)


def _hold(size: Size, outcome: Outcome, port: int) -> None:
    with ExitStack() as strangers:
        for place in range(size.silent):
            held = socket.create_connection(("127.0.0.1", port), timeout=5)
            strangers.callback(held.close)
            held.sendall(HALF[place % 3])
        times = list(_ask(port))
        outcome.p95_ms = round(p95(times), 1)
        outcome.unanswered = ASKED - len(times)


def _ask(port: int) -> Iterator[float]:
    for _each in range(ASKED):
        began = time.perf_counter()
        if answers(port):
            yield time.perf_counter() - began
        time.sleep(0.06)  # the front server allows twenty a second


@contextmanager
def front_server(program: str, on: Stage) -> Iterator[int]:
    """Run nginx with the configuration that is shipped, but for names, ports and certificate."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="thuocdo-chaos-") as folder:
        path = Path(folder, "nginx.conf")
        path.write_text(nginx_configuration(folder, port, on.site.port), encoding="utf-8")
        process = on.start(program, "-c", str(path), "-p", folder, "-g", "daemon off;")
        wait_until(lambda: answers(port), 30)
        try:
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


@contextmanager
def caddy(program: str, on: Stage) -> Iterator[int]:
    """Run Caddy with the configuration that is shipped, but for name and ports."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="thuocdo-chaos-") as folder:
        path = Path(folder, "Caddyfile")
        path.write_text(caddyfile(port, on.site.port), encoding="utf-8")
        command = [program, "run", "--adapter", "caddyfile", "--config", str(path)]
        process = on.start(*command, HOME=folder)
        wait_until(lambda: answers(port), 30)
        try:
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _announce(port: int, address: str, length: int) -> int:
    """Announce a body, send none of it, and return the status."""
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        return int(connection.recv(64).split()[1])


def turn_the_clock(size: Size, outcome: Outcome) -> None:
    """The clock of the server goes back an hour, then forward a day, while people answer."""
    with stage(invitations=size.some.people + PEOPLE) as on:
        clock = Path(on.site.environment["DATA_DIR"], "clock")
        _set(clock, timedelta())
        on.start_web(application="scripts.chaos.turned_clock", CHAOS_CLOCK=str(clock))

        def turn() -> None:
            for by in (timedelta(hours=-1), timedelta(days=1)):
                time.sleep(size.some.seconds / 3)
                _set(clock, by)

        with people_at(on, outcome) as crowd:
            let_answer(crowd, on.site.tokens[PEOPLE:], size.some, meanwhile=turn)
        judge(outcome, on, crowd)
        outcome.lost += size.some.people - outcome.sent


def _set(clock: Path, by: timedelta) -> None:
    draft = clock.with_suffix(".new")
    draft.write_text(f"{by.total_seconds():.0f}")
    draft.replace(clock)


def fill_the_disk(size: Size, outcome: Outcome) -> None:
    """The disk is full for a while: a clear refusal, nothing lost, and all goes on afterwards."""
    with tempfile.TemporaryDirectory(prefix="thuocdo-chaos-") as folder:
        if not _mount(folder):
            outcome.not_tried = "only root may mount a small disk"
            return
        try:
            _answer_on_a_full_disk(folder, size, outcome)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)  # noqa: S603, S607 -- our own


def _mount(folder: str) -> bool:
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", folder]
    return os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0  # noqa: S603


def _answer_on_a_full_disk(folder: str, size: Size, outcome: Outcome) -> None:
    with stage(invitations=size.some.people) as on:
        made = Path(on.site.environment["DATABASE_URL"].removeprefix("sqlite:///"))
        on.site.environment |= {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/b.sqlite3"}
        shutil.copy(made, Path(folder, "b.sqlite3"))
        on.start_web()
        crowd, filler, back = Crowd(on.site), Path(folder, "filler"), list[float]()

        def fill() -> None:
            wait_until(lambda: len(crowd.sent) >= size.some.people // 4, 300)
            _fill(filler)
            time.sleep(size.away)
            before = len(crowd.sent)
            filler.unlink()
            back.append(wait_until(lambda: len(crowd.sent) > before, 60))

        let_answer(crowd, on.site.tokens, size.some, meanwhile=fill)
        judge(outcome, on, crowd)
        outcome.lost += size.some.people - outcome.sent
        outcome.recovery_seconds = round(back[0], 1)
        outcome.more["met"] = dict(crowd.met)


def _fill(path: Path) -> None:
    """Take the last byte of the disk."""
    with path.open("wb", buffering=0) as file:
        for step in (1024**2, 4096, 1):
            try:
                while file.write(b"x" * step) == step:
                    continue
            except OSError:
                continue
