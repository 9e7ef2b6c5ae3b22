"""The survey engine: seconds, memory and coverage, beside R's survey and svy where they are there.

R is used when ``Rscript`` with the package survey is found, svy when SVY_PYTHON names the
Python of a separate environment that has it. Each does the same work on data of the same shape.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.estimators.descriptive import bulk, means
from analysis.estimators.sample import resampling, weights
from analysis.estimators.sample.design import Design
from bench import _rivals as rivals

VARIABLES = [f"v{at}" for at in range(60)]
MARGINS = {"a": 5, "b": 3, "c": 8, "d": 4}
METHODS = ("t", "logit", "arcsine", "likelihood", "korn-graubard")
PATIENCE = 400  # seconds given to a rival


def sample(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return an invented sample: 60 variables, 15 strata, 20 domains, 4 margins."""
    columns = {name: rng.normal(3, 1, rows) for name in VARIABLES}
    stratum = rng.integers(0, 15, rows)
    columns |= {
        "stratum": stratum,
        "population": np.bincount(stratum)[stratum] * 7.0,
        "domain": rng.integers(0, 20, rows),
        "w": rng.uniform(3, 11, rows),
    }
    columns |= {name: rng.integers(0, levels, rows) for name, levels in MARGINS.items()}
    return pd.DataFrame(columns, copy=False)


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Return the shortest of a few runs."""
    best = np.inf
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def ours(rows: int, *, draws: int) -> dict[str, float]:
    """Measure the three tasks of this engine."""
    rng = np.random.default_rng(2018)
    frame = sample(rows, rng)
    before = peak()
    design = Design(frame, weight="w", strata="stratum", population="population")
    targets = {
        name: {level: 7.0 * size for level, size in enumerate(np.bincount(frame[name]))}
        for name in MARGINS
    }
    margins = [weights.margin(frame, name, totals) for name, totals in targets.items()]
    taken = {
        "taylor": seconds(lambda: bulk.domain_means(design, VARIABLES, by="domain")),
        "rake": seconds(lambda: weights.rake(design, margins, tolerance=1e-9)),
    }
    taken["taylor MB"] = peak() - before
    taken["bootstrap"] = seconds(
        lambda: resampling.bootstrap_means(design, VARIABLES, draws=draws, rng=rng), runs=1
    )
    taken["bootstrap MB"] = peak() - before
    return taken


def peak() -> float:
    """Return the largest memory this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def theirs(command: list[str], script: str, task: str, rows: int) -> float | None:
    """Let a rival do a task; it prints the seconds. None: not there, or out of patience."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own script, no shell
            [*command, script, task, str(rows)],
            capture_output=True, text=True, timeout=PATIENCE, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    return float(done.stdout.split()[-1])


def speed(*, quick: bool) -> None:
    """Print a table of seconds, and how many times longer the rivals take."""
    draws = 100 if quick else 500
    rscript, svy = shutil.which("Rscript"), os.environ.get("SVY_PYTHON")
    line("rows", "task", "seconds", "limit", "MB above data", "R survey", "svy")
    for rows in (10_000, 100_000) if quick else (10_000, 1_000_000):
        measured = ours(rows, draws=draws)
        for task, limits in (
            ("taylor", {10_000: 0.020, 1_000_000: 1.5}),
            ("rake", {1_000_000: 0.3}),
            ("bootstrap", {10_000: 0.4, 1_000_000: 15.0} if not quick else {}),
        ):
            ask = task != "bootstrap" or rows <= 10_000
            r = theirs([rscript, "-e"], rivals.R, task, rows) if rscript and ask else None
            s = theirs([svy, "-c"], rivals.SVY, task, rows) if svy and task == "taylor" else None
            line(
                f"{rows:,}", task, f"{measured[task]:.4f}", str(limits.get(rows, "")),
                f"{measured.get(task + ' MB', float('nan')):.0f}",
                *(f"{one:.2f} ({one / measured[task]:.0f}x)" if one else "-" for one in (r, s)),
            )  # fmt: skip


def coverage(*, quick: bool) -> None:
    """Print how often the 95 % intervals of a share cover it, in a stratified sample.

    Four strata of an invented register of 40,000 with shares apart from each other, sampled out of
    proportion: the design effect is about 1.2.
    """
    samples = 300 if quick else 4000
    rng = np.random.default_rng(95)
    line("n", "p", "deff", *METHODS)
    for n in (50, 200, 600):
        for p in (0.1, 0.3, 0.5, 0.7, 0.9):
            covered, deff = cover(n, p, samples, rng)
            line(str(n), str(p), f"{deff:.2f}", *(f"{100 * one:.1f}" for one in covered))


def cover(n: int, p: float, samples: int, rng: np.random.Generator) -> tuple[list[float], float]:
    """Return the share of samples whose interval covers, by method, and the mean design effect."""
    sizes = np.array([20_000, 10_000, 6_000, 4_000])
    allocation = (n * np.array([0.34, 0.26, 0.22, 0.18])).round().astype(int)
    tilt = np.array([-0.3, 0.2, 0.4, 0.4])
    shares = p + tilt * p * (1 - p)
    shares += p - shares @ sizes / sizes.sum()
    stratum = np.repeat(np.arange(4), allocation)
    frame = pd.DataFrame({"stratum": stratum, "population": sizes[stratum], "y": 0.0})
    design = Design(frame, strata="stratum", population="population")
    events = np.round(shares * sizes).astype(int)
    truth = events.sum() / sizes.sum()
    hits, deff = np.zeros(len(METHODS)), []
    for _ in range(samples):
        drawn = rng.hypergeometric(events, sizes - events, allocation)
        y = np.concatenate(
            [np.arange(size) < one for size, one in zip(allocation, drawn, strict=True)]
        )
        estimate = means.estimates(design, y.astype(float), kind="share")[0][1]
        deff.append(estimate.deff)
        for at, method in enumerate(METHODS):
            low, high = estimate.interval(0.95, method)
            hits[at] += low <= truth <= high
    return list(hits / samples), float(np.nanmean(deff))


def line(*cells: str) -> None:
    """Print one row of a table."""
    sys.stdout.write("  ".join(f"{cell:>14}" for cell in cells) + "\n")
    sys.stdout.flush()


def main(*, quick: bool = False) -> None:
    """Print both tables."""
    speed(quick=quick)
    sys.stdout.write("\ncoverage of nominal 95 % intervals, in percent\n")
    coverage(quick=quick)
