"""A register of 300,000 from an old version: its migrations, a backup, restoring it on trial.

The database is made as the directory's third migration left it, filled, and brought up to now.
Processor time and memory of each command are told.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._site import MANAGE, ROOT, scratch_environment

OLD = "0003_uploads"
FILL = """
from datetime import datetime, timezone
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
state = MigrationExecutor(connection).loader.project_state(("directory", "{old}"))
District, Enterprise = (state.apps.get_model("directory", n) for n in ("District", "Enterprise"))
place = District.objects.create(code="d", name="Đắk Mil")
now = datetime.now(timezone.utc)
dated = {{f.name: now for f in Enterprise._meta.fields
         if f.get_internal_type() == "DateTimeField" and not f.null}}
for start in range(0, {count}, 2000):
    Enterprise.objects.bulk_create(Enterprise(
        tax_code=f"7{{n:09d}}", name=f"Công ty TNHH Số {{n}}", sector="G", legal_type="llc_one",
        size="small", district=place, email=f"cty{{n}}@dn.example", **dated,
    ) for n in range(start, min(start + 2000, {count})))
"""


def main(*, quick: bool = False) -> None:
    count = 10_000 if quick else 300_000
    sys.stdout.write(f"{__doc__}\n{count} enterprises, load {os.getloadavg()[0]:.1f}\n")
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    environment = scratch_environment(folder, f"sqlite:///{folder}/bench.sqlite3")
    backup = str(Path(folder, "backup.tar.gz"))
    fill = FILL.format(old=OLD, count=count)
    try:
        for words, arguments in (
            ("", ["migrate", "directory", OLD, "--verbosity", "0"]),
            ("", ["shell", "-v", "0", "-c", fill]),
            ("migrations of the directory", ["migrate", "directory", "--verbosity", "0"]),
            ("all others", ["migrate", "--verbosity", "0"]),
            ("", ["createcachetable"]),
            ("backup", ["backup", backup, "--untried"]),
            ("restoring on trial", ["restore", backup, "--trial"]),
        ):
            told = run([*MANAGE, *arguments], environment)
            if words:
                sys.stdout.write(f"{words:28} {told}\n")
                sys.stdout.flush()
        size = Path(backup).stat().st_size / 1e6
        sys.stdout.write(f"{'the backup':28} {size:.1f} MB\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command; tell its time by the clock, its processor time and its memory."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 -- our own commands
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[2]} ended with {process.returncode}")
    return (
        f"{time.monotonic() - began:6.1f} s, {used.ru_utime + used.ru_stime:6.1f} s of processor"
        f" time, {used.ru_maxrss / 1024:5.0f} MB"
    )
