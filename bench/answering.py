"""Respondents a second: open the link, answer forty questions on one page, check, send.

Six requests a respondent, as a browser without script makes them: first page, questions, answers
posted, answers checked, sent, receipt. Server (two processes; on PostgreSQL with four threads each)
and client share the machine.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from statistics import quantiles
from urllib.parse import urlencode

from bench._seed import QUESTIONS, SECTION
from bench._site import Site, postgres, postgres_programs, site

CODES = ["1", "2", "3", "4", "5", "na"]
CLIENTS = 8
TURNS = 5
GOALS = {"SQLite": 120, "PostgreSQL": 150}


def answers_of(token: str) -> dict[str, str]:
    chance = random.Random(token)  # noqa: S311 -- the same answers for the same link
    return {f"q{number}": chance.choice(CODES) for number in range(1, QUESTIONS + 1)}


class Errors(Exception):
    """A respondent met something else than the page that comes next."""


def answer(site: Site, token: str, saving: list[float]) -> dict[str, str]:
    """Go the whole way of one respondent; return what was acknowledged."""
    answers = answers_of(token)
    here = f"/s/{token}/"

    def expect(status: int, leads: str, method: str, path: str, form: str = "") -> None:
        got, location = site.ask(method, here + path, form)
        if (got, location.endswith(leads)) != (status, True):
            raise Errors(f"{method} {path}: {got} {location}")

    expect(200, "", "GET", "")
    expect(200, "", "GET", f"p/{SECTION}/")
    form = urlencode({**answers, "language": "vi", "go": "next"})
    begun = time.perf_counter()
    expect(302, "/check/", "POST", f"p/{SECTION}/", form)
    saving.append(time.perf_counter() - begun)
    expect(200, "", "GET", "check/")
    expect(302, "/done/", "POST", "send/")
    expect(200, "", "GET", "done/")
    return answers


def flows(site: Site, seconds: float) -> tuple[list[dict[str, str]], list[float], Counter[str]]:
    """Let clients answer one after another until the time is over."""
    waiting = list(site.tokens)
    acknowledged: list[dict[str, str]] = []
    saving: list[float] = []
    errors: Counter[str] = Counter()
    over = time.perf_counter() + seconds

    def client() -> None:
        while time.perf_counter() < over and waiting:
            token = waiting.pop()
            try:
                acknowledged.append(answer(site, token, saving))
            except (OSError, Errors) as error:
                errors[str(error)] += 1

    run([client] * CLIENTS)
    site.tokens[:] = waiting
    return acknowledged, saving, errors


def people(site: Site, seconds: float, number: int = 20) -> list[float]:
    """Let people answer side by side, each sending a change a second, as the script does."""
    saving: list[float] = []
    over = time.perf_counter() + seconds

    def person(token: str) -> None:
        answers = answers_of(token)
        time.sleep(random.random())  # noqa: S311 -- nobody begins in step
        while time.perf_counter() < over:
            stamp = str(int(time.time() * 1000))
            form = urlencode({**answers, "language": "vi", "go": "save", "stamp": stamp})
            begun = time.perf_counter()
            status, _ = site.ask("POST", f"/s/{token}/p/{SECTION}/", form, "application/json")
            saving.append(time.perf_counter() - begun)
            if status != 200:
                raise Errors(f"saving: {status}")
            time.sleep(max(0, 1 - (time.perf_counter() - begun)))

    tokens = [site.tokens.pop() for _each in range(number)]
    run([lambda token=token: person(token) for token in tokens])
    return saving


def run(jobs: "list") -> None:  # type: ignore[type-arg]
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def count_lost(site: Site, acknowledged: list[dict[str, str]]) -> int:
    """Count the answers that were acknowledged and are not in the database, or differ there."""
    printed = site.run(sys.executable, "-m", "bench._stored")
    held = Counter(json.dumps(each, sort_keys=True) for each in json.loads(printed)["responses"])
    sent = Counter(json.dumps(each, sort_keys=True) for each in acknowledged)
    return (sent - held).total()


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] * 1000


@dataclass(frozen=True)
class Rate:
    """What flows cost: how many in how long, processor seconds of server and client for all."""

    number: int = 0
    seconds: float = 0.0
    serving: float = 0.0
    asking: float = 0.0
    errors: Counter[str] = field(default_factory=Counter)
    saving: list[float] = field(default_factory=list)
    acknowledged: list[dict[str, str]] = field(default_factory=list)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def a_second(self) -> float:
        return self.number / self.seconds

    @property
    def server(self) -> float:
        return self.serving / max(1, self.number)

    @property
    def client(self) -> float:
        return self.asking / max(1, self.number)

    @property
    def carried(self) -> float:
        """Respondents a second that two cores without other work have the time for."""
        return 2 / (self.server + self.client)


def warm(site: Site) -> None:
    """Have all processes and threads read the questionnaire, and lay out what all see alike."""
    for token in [site.tokens.pop() for _each in range(80)]:
        answer(site, token, [])


def rate(site: Site, seconds: float, process: int) -> Rate:
    begun, served = time.perf_counter(), site.processor_seconds(process)
    asking = time.process_time()
    acknowledged, saving, errors = flows(site, seconds)
    return Rate(
        len(acknowledged),
        time.perf_counter() - begun,
        site.processor_seconds(process) - served,
        time.process_time() - asking,
        errors,
        saving,
        acknowledged,
    )


def in_turns(ours: Site, bare: Site, seconds: float, process: int) -> tuple[Rate, Rate]:
    """Measure both by turns: other work on the machine, as it comes and goes, meets them alike."""
    warm(ours)
    warm(bare)
    of_ours, of_bare = Rate(), Rate()
    for _turn in range(TURNS):
        of_ours += rate(ours, seconds / TURNS, process)
        of_bare += rate(bare, seconds / TURNS / 2, process)
    return of_ours, of_bare


def measure(name: str, database_url: str, process: int, *, quick: bool) -> None:
    seconds = 5.0 if quick else 20.0
    with site(invitations=2500 if quick else 8000, database_url=database_url) as measured:
        measured.start()
        measured.run(sys.executable, "-m", "bench._bare")
        with measured.beside("bench._bare:application") as beside:
            ours, bare = in_turns(measured, beside, seconds, process)
        side_by_side = people(measured, seconds / 2)
        missing = count_lost(measured, ours.acknowledged)
    goal = GOALS[name]
    say(
        f"{name:<11} {ours.a_second:7.0f} respondents/s, {ours.a_second / goal:.2f} x goal of"
        f" {goal}/s; errors {ours.errors.total()}, lost {missing} of {ours.number}"
    )
    say(
        f"            processor time a respondent: server {ours.server * 1000:.1f} ms, client"
        f" {ours.client * 1000:.1f} ms; two cores without other work carry {ours.carried:.0f}/s,"
        f" {ours.carried / goal:.2f} x goal"
    )
    say(
        f"            bare Django views that check and store the same JSON: {bare.a_second:.0f}/s,"
        f" server {bare.server * 1000:.1f} ms; ours takes {ours.server / bare.server:.2f} x that"
    )
    say(
        f"            saving a page, p95: {p95(ours.saving):.0f} ms at full load,"
        f" {p95(side_by_side):.0f} ms with 20 people side by side (goal 50)"
    )
    for error, times in (ours.errors + bare.errors).most_common(3):
        say(f"            {times} x {error}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(*, quick: bool = False) -> None:
    say(__doc__ or "")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    measure("SQLite", "", 0, quick=quick)
    programs = postgres_programs()
    if programs is None:
        say("PostgreSQL  not measured: Debian's package postgresql is not installed")
        return
    with postgres(programs) as (address, process):
        measure("PostgreSQL", address, process, quick=quick)
