"""What a mailing does to those who answer: reminders are written while 20 people save a page.

SQLite, one machine: the server has two processes, the reminders are written by a third as the
worker writes them, and the people share the machine with both. Each of them saves once a second.
``BENCH_REMINDERS=60000`` writes as many once, in turns of the worker, with the people beside. The
longest stay inside the write lock is told with its place.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench._seed import SECTION
from bench._site import ROOT, Site, site
from bench.answering import answers_of, p95, say

PEOPLE = 20
GOAL = 50  # ms, p95 of saving during a mailing


@dataclass
class Saving:
    """How long people waited for “saved”, and what they met instead."""

    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        if len(self.times) < 2:
            return "nobody could save"
        return (
            f"median {median(self.times) * 1000:.0f} ms, p95 {p95(self.times):.0f} ms,"
            f" longest {max(self.times) * 1000:.0f} ms; {len(self.times)} saved,"
            f" {self.errors.total()} without an answer"
        )


class People:
    """Twenty people who save a page once a second until they are told to stop."""

    def __init__(self, measured: Site) -> None:
        self.site, self.saving, self.over = measured, Saving(), threading.Event()
        tokens = measured.tokens[:PEOPLE]
        self.threads = [
            threading.Thread(target=self.save_page, args=(token, place / PEOPLE))
            for place, token in enumerate(tokens)
        ]

    def __enter__(self) -> Saving:
        for thread in self.threads:
            thread.start()
        return self.saving

    def __exit__(self, *_problem: Any) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def save_page(self, token: str, pause: float) -> None:
        self.over.wait(pause)  # nobody begins in step
        while not self.over.is_set():
            stamp = str(int(time.time() * 1000))
            form = urlencode({**answers_of(token), "language": "vi", "go": "save", "stamp": stamp})
            begun = time.perf_counter()
            try:
                path = f"/s/{token}/p/{SECTION}/"
                status, _to = self.site.ask("POST", path, form, "application/json")
                self.note(str(status) if status != 200 else "", time.perf_counter() - begun)
            except OSError as problem:
                self.note(type(problem).__name__, time.perf_counter() - begun)
            self.over.wait(max(0, 1 - (time.perf_counter() - begun)))

    def note(self, error: str, seconds: float) -> None:
        if error:
            self.saving.errors[error] += 1
        else:
            self.saving.times.append(seconds)


def remind(measured: Site, number: int) -> dict[str, Any]:
    """Have a process of its own write a reminder; tell how long, or with what it stopped."""
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "bench._remind", str(number)],
        env=measured.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        say(f"  stopped: {done.stderr.strip().splitlines()[-1][:100]}")
        return {"seconds": 0, "processor": 0, "written": 0}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(number: int, seconds: float) -> None:
    with site(invitations=number) as measured:
        measured.start()
        alone = remind(measured, 1)
        with People(measured) as quiet:
            time.sleep(seconds)
        with People(measured) as during:
            beside = remind(measured, 2)
    say(f"{number} reminders")
    for name, job in (("alone", alone), ("with people", beside)):
        say(
            f"  {name:<12} {job['written']:.0f} written in {job['seconds']:.1f} s,"
            f" processor {job['processor']:.1f} s"
        )
    say(f"  saving, no mailing: {quiet}")
    say(f"  saving, mailing:    {during}")
    if len(during.times) > 1:
        worse = p95(during.times) / p95(quiet.times)
        say(f"  p95 of saving: {worse:.1f} x that without a mailing (goal {GOAL} ms)")


def write_once(number: int, seconds: float) -> None:
    """Write reminders as the worker does, a job of its own in turns, while people save."""
    with site(invitations=number) as measured:
        measured.start()
        with People(measured) as quiet:
            time.sleep(seconds)
        with People(measured) as during:
            job = remind(measured, 1)
    say(
        f"{number} reminders: {job['written']:.0f} written in {job['seconds']:.0f} s,"
        f" processor {job['processor']:.0f} s, in {job.get('turns', 0):.0f} turns of the worker"
    )
    say(f"  longest inside the lock: {job.get('lock', '')}")
    say(f"  saving, no mailing: {quiet}")
    say(f"  saving, mailing:    {during} (goal {GOAL} ms)")
    say(f"load of the machine after: {os.getloadavg()[0]:.1f}")


def main(*, quick: bool = False) -> None:
    say(__doc__ or "")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if number := int(os.environ.get("BENCH_REMINDERS", "0")):
        write_once(number, 15)
        return
    for number in (300,) if quick else (1500, 3000):
        measure(number, 5 if quick else 15)
