"""Seconds and memory of ``manage.py estimate`` as a whole, beside R's survey where it is.

Seconds are of the processor and, behind them, by the clock; the smallest of three runs each.

The start is the command on 500 rows; the bootstrap has 100 replicates of 100,000 rows and asks for
ten means with their intervals. Both programs read the same file and draw their own replicates.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from bench.estimators import line

DESIGN = '[design]\nweights = "w"\nstrata = ["stratum"]\nfpc = ["population"]\n'
BOOTSTRAP = '[replicates]\nkind = "bootstrap"\nreplicates = 100\nseed = 1\n'
MEANS = "".join(f'[[estimate]]\nmeasure = "mean"\nvariable = "v{at}"\n' for at in range(10))
R = """
suppressMessages(library(survey)); set.seed(1)
f <- read.csv("{file}")
d <- svydesign(~1, strata = ~stratum, weights = ~w, fpc = ~population, data = f)
b <- as.svrepdesign(d, type = "subbootstrap", replicates = 100)
for (v in paste0("v", 0:9)) print(confint(svymean(as.formula(paste0("~", v)), b), df = degf(b)))
"""


def sample(rows: int) -> pd.DataFrame:
    """Return an invented sample of ten variables in fifteen strata."""
    rng = np.random.default_rng(1)
    columns = {f"v{at}": rng.normal(3, 1, rows) for at in range(10)}
    stratum = rng.integers(0, 15, rows)
    population = np.bincount(stratum)[stratum] * 7
    weight = rng.uniform(3, 11, rows)
    return pd.DataFrame({**columns, "stratum": stratum, "population": population, "w": weight})


def spend(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return seconds of processor, seconds by the clock and its largest MB."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 -- our own
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    passed = time.perf_counter() - begun
    return used.ru_utime + used.ru_stime, passed, used.ru_maxrss / 1024


def main(*, quick: bool = False) -> None:
    """Print the table; ``quick`` leaves R out."""
    line("task", "processor", "clock", "MB", "R's processor")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for task, rows, spec in (
            ("start", 500, DESIGN + MEANS), ("bootstrap", 100_000, DESIGN + BOOTSTRAP + MEANS)
        ):  # fmt: skip
            sample(rows).to_csv(folder / "data.csv", index=False)
            (folder / "spec.toml").write_text(spec, encoding="utf-8")
            files = [str(folder / one) for one in ("data.csv", "spec.toml", "out.json")]
            words = ["estimate", files[0], "--spec", files[1], "--out", files[2]]
            runs = [spend([sys.executable, "manage.py", *words]) for _ in range(3)]
            taken, passed, memory = (min(column) for column in zip(*runs, strict=True))
            rival = "-"
            if task == "bootstrap" and not quick and (rscript := shutil.which("Rscript")):
                theirs, *_ = spend([rscript, "-e", R.replace("{file}", files[0])])
                rival = f"{theirs:.1f} ({theirs / taken:.1f}x)"
            line(task, f"{taken:.2f}", f"{passed:.2f}", f"{memory:.0f}", rival)
