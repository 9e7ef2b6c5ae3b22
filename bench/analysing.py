"""The analysis of the largest closed wave: 20 s of processor time and 600 MB at 60,000 answers.

Works on a copy of the SQLite database that ``DATABASE_URL`` names, which ``python -m bench._grow
nation`` has filled, or else grows a province on scratch. First the figures alone, then the whole
order: figures, and the report as page, PDF, Word and Excel in two languages.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._site import MANAGE, ROOT, scratch_environment
from bench.upgrading import run

CHILD = "import sys; from bench.analysing import work; work(sys.argv[1])"


def main(*, quick: bool = False) -> None:
    sys.stdout.write(f"{__doc__}\nload {os.getloadavg()[0]:.1f}\n")
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    named = os.environ.get("DATABASE_URL", "").removeprefix("sqlite:///")
    copy = Path(folder, "bench.sqlite3")
    environment = scratch_environment(folder, f"sqlite:///{copy}") | {"LOG_LEVEL": "ERROR"}
    made = [[*MANAGE, "migrate", "--verbosity", "0"]]
    if named:
        shutil.copy(named, copy)
    else:
        made.append([sys.executable, "-m", "bench._grow", "small" if quick else "province"])
    try:
        for command in made:
            subprocess.run(command, env=environment, cwd=ROOT, check=True)  # noqa: S603 -- our own
        for part in ("figures", "order"):
            told = run([sys.executable, "-c", CHILD, part], environment)
            sys.stdout.write(f"{part:10} {told}\n")
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def work(part: str) -> None:
    """Analyse the closed wave with most answers; ``order`` does all that the worker does."""
    import django  # noqa: PLC0415 -- the child's own process

    django.setup()
    from django.db.models import Count  # noqa: PLC0415 -- after setup
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from analysis import actions  # noqa: PLC0415 -- after setup
    from analysis.actions.orders import order_analysis  # noqa: PLC0415 -- after setup
    from core import jobs  # noqa: PLC0415 -- after setup
    from surveys.models import Wave  # noqa: PLC0415 -- after setup

    closed = Wave.objects.closed().annotate(answers=Count("responses"))
    wave = closed.latest("answers")
    if part == "figures":
        actions.analyse_wave(wave=wave, by=None, now=timezone.now())
        return
    jobs.run(order_analysis(wave=wave, by=None, now=timezone.now()).pk)
