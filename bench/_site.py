"""A platform of its own to measure: scratch database, gunicorn, invitations, a thin client."""

import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
THREADS = 4
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def scratch_environment(folder: str, database_url: str) -> dict[str, str]:
    """Name a folder and a database of its own to whatever a measurement starts."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost,testserver",
        "DATA_DIR": folder,
        "DATABASE_URL": database_url,
    }


@dataclass
class Site:
    """A running platform; ``tokens`` are personal links nobody has used yet."""

    port: int
    environment: dict[str, str]
    tokens: list[str] = field(default_factory=list)
    server: "subprocess.Popen[bytes] | None" = None

    def run(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603 -- our own commands
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

    def start(self, application: str = "config.wsgi", workers: int = 2) -> None:
        gunicorn = [sys.executable, "-m", "gunicorn", application, "--no-control-socket"]
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)]
        if not self.environment["DATABASE_URL"].startswith("sqlite"):
            options += ["--threads", str(THREADS)]  # see docs/operations.md
        self.server = subprocess.Popen(  # noqa: S603 -- our own command
            [*gunicorn, *options, "--log-level", "error"],
            env=self.environment,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,  # one line a request, as in production
            start_new_session=True,
        )
        for _attempt in range(200):
            try:
                if self.ask("GET", "/s/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    @contextmanager
    def beside(self, application: str) -> "Iterator[Site]":
        """Run another application on the same database, for the same links."""
        other = Site(free_port(), self.environment, self.tokens)
        other.start(application)
        try:
            yield other
        finally:
            other.kill()

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the server and its workers, by default as a power switch would."""
        if self.server is not None:
            os.killpg(self.server.pid, how)
            self.server.wait()
            self.server = None

    def processor_seconds(self, *others: int) -> float:
        """Count the processor time of the server, and of ``others``, with all their children."""
        parents, used = {}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = stat.read_text().rpartition(")")[2].split()
            except OSError:  # gone meanwhile
                continue
            number = int(stat.parent.name)
            parents[number] = int(words[1])
            used[number] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        wanted = {*others, self.server.pid if self.server else 0} - {0}
        for _generation in range(3):
            wanted |= {number for number, parent in parents.items() if parent in wanted}
        return sum(used.get(number, 0) for number in wanted)

    def ask(self, method: str, path: str, form: str = "", accept: str = "*/*") -> tuple[int, str]:
        """Send one request; return the status and where it leads. Raises OSError when cut off."""
        body = form.encode()
        head = (
            f"{method} {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
            "Accept-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(head.encode() + body)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        answer = b"".join(parts)
        headers, separator, _rest = answer.partition(b"\r\n\r\n")
        if not separator:
            raise ConnectionResetError("The answer was cut off.")
        lines = headers.decode("latin-1").split("\r\n")
        location = next((x[10:] for x in lines if x.lower().startswith("location: ")), "")
        return int(lines[0].split()[1]), location


@contextmanager
def site(
    *,
    invitations: int,
    database_url: str = "",
    anonymity: str = "confidential",
    tables: Path | None = None,
    dump: Path | None = None,
) -> Iterator[Site]:
    """Prepare a platform with an open wave, and take everything away afterwards.

    ``tables`` is a migrated SQLite file to begin with instead of migrating; ``dump`` the same for
    PostgreSQL, written where it is missing.
    """
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    port = free_port()
    made = Site(
        port,
        scratch_environment(folder, database_url or f"sqlite:///{folder}/bench.sqlite3")
        | {"BASE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1"},
    )
    try:
        if tables and not database_url:
            shutil.copy(tables, Path(folder, "bench.sqlite3"))
        elif dump and database_url:
            restore_or_migrate(made, dump)
        else:
            made.run(*MANAGE, "migrate", "--verbosity", "0")
        collect_static(made)
        seeded = made.run(sys.executable, "-m", "bench._seed", str(invitations), anonymity)
        made.tokens = json.loads(seeded)
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)


def restore_or_migrate(made: Site, dump: Path) -> None:
    programs, address = postgres_programs(), f"--dbname={made.environment['DATABASE_URL']}"
    if programs and dump.exists():
        made.run(str(programs / "pg_restore"), "--no-owner", address, str(dump))
        return
    made.run(*MANAGE, "migrate", "--verbosity", "0")
    if programs:
        dump.parent.mkdir(parents=True, exist_ok=True)
        unfinished = dump.with_suffix(f".{made.port}")
        made.run(str(programs / "pg_dump"), "--format=custom", address, f"--file={unfinished}")
        unfinished.replace(dump)


def collect_static(made: Site) -> None:
    """Gather and compress what pages load, unless it is there already."""
    sources = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    stats = [(str(path.relative_to(ROOT)), path.stat()) for path in sources]
    told: list[object] = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    told.append((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    noted = ROOT / "staticfiles" / ".collected"
    if not noted.exists() or noted.read_text(encoding="utf-8") != digest:
        made.run(*MANAGE, "collectstatic", "--noinput", "--verbosity", "0")
        noted.write_text(digest, encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_programs() -> Path | None:
    """Find PostgreSQL as Debian installs it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def postgres(programs: Path) -> Iterator[tuple[str, int]]:
    """Start a scratch PostgreSQL with its defaults (fsync on); yield its address and process."""
    folder = Path(tempfile.mkdtemp(prefix="thuocdo-pg-", dir="/tmp"))
    owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        command = [*owner, str(programs / program), *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "app", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        process = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        yield f"postgres://app@127.0.0.1:{port}/postgres", process
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
