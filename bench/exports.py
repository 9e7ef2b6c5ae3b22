"""Exports: 5,000 answers x 80 columns, each format under 10 s and 500 MB.

Every format is written by a process of its own, so that the peak of memory is its own, too.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

COLUMNS = 80
FORMATS = ("csv", "xlsx", "sav", "dta", "parquet")
MOST_SECONDS, MOST_MEGABYTES = 10, 500
CHILD = "import sys; from bench.exports import measure; measure(sys.argv[1], int(sys.argv[2]))"


def main(*, quick: bool = False) -> None:
    rows = 500 if quick else 5000
    out = sys.stdout.write
    out(f"{rows} answers x {COLUMNS} columns (limits: {MOST_SECONDS} s, {MOST_MEGABYTES} MB)\n")
    out(f"{'format':8} {'seconds':>8} {'peak MB':>8} {'file kB':>8} {'x csv':>6}\n")
    baseline = 0.0
    for kind in FORMATS:
        command = [sys.executable, "-c", CHILD, kind, str(rows)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        seconds, megabytes, kilobytes = json.loads(done.stdout)
        baseline = baseline or seconds
        verdict = "" if seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES else "  TOO MUCH"
        ratio = seconds / baseline
        out(f"{kind:8} {seconds:8.2f} {megabytes:8.0f} {kilobytes:8.0f} {ratio:6.1f}{verdict}\n")


def measure(kind: str, rows: int) -> None:
    """Write one file and print seconds, peak megabytes and kilobytes as JSON."""
    import resource  # noqa: PLC0415 -- the child measures itself

    from surveys.dataset import files  # noqa: PLC0415 -- the child measures itself
    from surveys.dataset.table import Source, build  # noqa: PLC0415 -- the child measures itself

    document, answers = invent(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{kind}"
        start = time.perf_counter()
        table = build(
            document, Source("Bench", "Bench", "vi"), (), (((), each) for each in answers)
        )
        files.write(table, kind, path)
        seconds = time.perf_counter() - start
        size = path.stat().st_size / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps([seconds, peak, size]))


def invent(rows: int) -> tuple[Any, list[dict[str, Any]]]:
    """Make up a questionnaire of 80 columns and answers to it."""
    from surveys.instrument import loading  # noqa: PLC0415 -- settings first

    chance = random.Random(2018)  # noqa: S311 -- figures of a benchmark
    scale = [{"code": str(n), "text": {"vi": f"Mức {n}"}} for n in range(1, 6)]
    scale.append({"code": "na", "text": {"vi": "Không áp dụng"}, "missing": "na"})
    asked = [
        {"name": f"q{n}", "kind": "scale", "text": {"vi": f"Câu hỏi số {n}?"}, "choices": scale}
        for n in range(COLUMNS - 10)
    ]
    asked += [{"name": f"n{n}", "kind": "number", "text": {"vi": f"Số {n}"}} for n in range(5)]
    asked += [
        {"name": f"t{n}", "kind": "longtext", "text": {"vi": f"Ý kiến {n}"}} for n in range(5)
    ]
    section = {"name": "page", "title": {"vi": "Trang"}, "questions": asked}
    whole = {"name": "bench", "version": "1", "languages": ["vi"], "sections": [section]}
    codes = [each["code"] for each in scale]
    answers = [
        {f"q{n}": chance.choice(codes) for n in range(COLUMNS - 10)}
        | {f"n{n}": chance.randint(0, 300) for n in range(5)}
        | {f"t{n}": "Kiến nghị của doanh nghiệp. " * chance.randint(0, 20) for n in range(5)}
        for _ in range(rows)
    ]
    return loading.load(whole), answers
