"""The platform as it is shipped, started, killed and looked into."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench._site import MANAGE, ROOT, Site, free_port, site
from scripts.chaos.outcome import Outcome
from scripts.chaos.people import Crowd

GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
Process = subprocess.Popen[bytes]


@dataclass
class Stage:
    """A platform with its processes; whatever was started is killed when the stage is left."""

    site: Site
    running: list[Process] = field(default_factory=list)

    def start(self, *command: str, **environment: str) -> Process:
        process = subprocess.Popen(  # noqa: S603 -- our own commands
            command,
            env=self.site.environment | environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def start_web(
        self, port: int = 0, application: str = "config.wsgi", **environment: str
    ) -> Process:
        bind = f"127.0.0.1:{port or self.site.port}"
        process = self.start(*GUNICORN, application, BIND=bind, **environment)
        wait_until(lambda: answers(port or self.site.port), 90)
        return process

    def start_worker(self) -> Process:
        return self.start(*MANAGE, "qcluster")

    def kill(self, process: Process) -> None:
        """End a process and its children as a power switch would."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def shell(self, code: str) -> str:
        return self.site.run(*MANAGE, "shell", "-v", "0", "-c", code)

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self.site.run(sys.executable, "-m", "scripts.chaos.look")
        )
        return found


def answers(port: int) -> bool:
    """Whether a page of ours comes from a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /s/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> float:
    """Wait for a condition; return how long it took, or stop the scenario."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"Not so within {seconds:.0f} s.")
        time.sleep(0.1)
    return time.monotonic() - began


@contextmanager
def stage(*, invitations: int, database_url: str = "", **more: str) -> Iterator[Stage]:
    """A platform without processes yet; ``more`` are settings of this scenario."""
    tables = None if database_url else migrated_tables()
    dump = kept_folder() / "tables.dump" if database_url else None
    with site(invitations=invitations, database_url=database_url, tables=tables, dump=dump) as made:
        made.environment |= more
        on = Stage(made)
        try:
            yield on
        finally:
            for process in list(on.running):
                on.kill(process)


@cache
def kept_folder() -> Path:
    """A folder for what is made once a run; the program ends with it."""
    folder = tempfile.mkdtemp(prefix="thuocdo-chaos-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def migrated_tables() -> Path:
    """A SQLite file with all tables."""
    path = kept_folder() / "tables.sqlite3"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "SECRET_KEY": "x" * 50,
        "BASE_URL": f"http://127.0.0.1:{free_port()}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATA_DIR": str(kept_folder()),
        "DATABASE_URL": f"sqlite:///{path}",
    }
    command = [*MANAGE, "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)  # noqa: S603 -- our own
    return path


def judge(outcome: Outcome, on: Stage, crowd: Crowd) -> dict[str, Any]:
    """Compare what people were told with what the database holds."""
    held = on.look()
    stored = Counter(_write(each) for each in held["responses"])
    sent = Counter(_write(each) for each in crowd.sent)
    outcome.sent = len(crowd.sent)
    outcome.lost += (sent - stored).total()
    outcome.doubled += held["doubled"] + sum(times > 1 for times in stored.values())
    outcome.unanswered += crowd.unanswered
    outcome.refused += crowd.refused
    return held


def _write(answers_of_one: dict[str, str]) -> str:
    return json.dumps(answers_of_one, sort_keys=True)
