"""One session of pytest for many faults: collect once, then a fork for each fault.

A sound run notes which functions each test enters and how long it takes. A fault inside a
function is then tried with the tests that enter it, the quickest first; its fork swaps the body
of the living function (``scripts.mutants.swapping``). Faults that stand outside functions, in
tables and defaults, are left to a process of their own (``scripts.mutants.running``).
"""

import ast
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import CodeType, FrameType, SimpleNamespace
from typing import Any, Protocol

import pytest

from scripts.mutants.swapping import Living, Place, place_of
from scripts.mutants.targets import ROOT

PASSED, FAILED, UNSUITED = 0, 1, 77


class Case(Protocol):
    """A fault in a module."""

    module: str

    @property
    def tree(self) -> ast.Module: ...

    @property
    def line(self) -> int: ...


@dataclass(slots=True)
class Trace:
    """What one test enters in the modules asked for, and its processor seconds."""

    entered: set[tuple[str, str, int]] = field(default_factory=set)
    seconds: float = 0.0
    has_passed: bool = True


class Session:
    """The plugin: ``report`` is called with a case's number and its outcome."""

    def __init__(self, cases: Sequence[Any], jobs: int, report: Callable[[int, int], None]) -> None:
        self.cases, self.jobs, self.report = list(cases), jobs, report
        self.traces: list[Trace] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the first test here, so that databases stand; then each fault in a fork."""
        items = session.items
        first = next((one for one in items if reaches_database(one)), items[0])
        run_one(first, nothing_but(session))
        self.traces = self.trace(items)
        failing = [
            one.nodeid
            for one, found in zip(items, self.traces, strict=True)
            if not found.has_passed
        ]
        if failing:
            raise pytest.UsageError(f"fail without any fault: {failing[:5]}")
        living = Living({one.module for one in self.cases})
        waiting, busy = list(reversed(range(len(self.cases)))), dict[int, int]()
        while waiting or busy:
            while waiting and len(busy) < self.jobs:
                number = waiting.pop()
                busy[self.begin(self.cases[number], items, living)] = number
            child, status = os.wait()
            outcome = FAILED if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
            self.report(busy.pop(child), outcome)
        return True

    def trace(self, items: Sequence[pytest.Item]) -> list[Trace]:
        """Run all tests in a fork and bring back what each entered."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            files = {str(ROOT / one.module) for one in self.cases}
            rows = [trace_one(one, nearest, files) for one, nearest in pair_with_next(items)]
            with os.fdopen(writing, "w") as out:
                json.dump([[sorted(r.entered), r.seconds, r.has_passed] for r in rows], out)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as lines:
            rows = json.load(lines)
        os.waitpid(child, 0)
        return [Trace({(a, b, c) for a, b, c in e}, s, p) for e, s, p in rows]

    def begin(self, case: Any, items: Sequence[pytest.Item], living: Living) -> int:
        """Start the tests that enter the faulty function, the quickest first."""
        places = places_around(case.module, case.line)
        wanted = {(str(ROOT / case.module), *place) for place in places}
        chosen = [(one.seconds, i) for i, one in enumerate(self.traces) if one.entered & wanted]
        child = os.fork()
        if child:
            return child
        status = FAILED
        try:
            seconds = 5 + int(4 * sum(one for one, _place in chosen))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            signal.alarm(seconds * 20)
            if not living.give(case.module, case.tree):
                os._exit(UNSUITED)
            nearest = [items[number] for _seconds, number in sorted(chosen)]
            passed = all(run_one(one, following) for one, following in pair_with_next(nearest))
            status = PASSED if passed else FAILED
        finally:
            os._exit(status)


def pair_with_next(items: Sequence[pytest.Item]) -> list[tuple[pytest.Item, Any]]:
    """Pair each test with what follows: the next test, or nothing but what the session holds."""
    if not items:
        return []
    return list(zip(items, [*items[1:], nothing_but(items[0].session)], strict=True))


def nothing_but(session: pytest.Session) -> Any:
    """Stand in for a next test that needs no more than the session's own fixtures."""
    return SimpleNamespace(listchain=lambda: [session])


def reaches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"db", "transactional_db"} or item.get_closest_marker("django_db"))


def run_one(item: pytest.Item, following: Any) -> bool:
    """Run one test with its fixtures; tell whether it passed."""
    from _pytest.runner import runtestprotocol  # noqa: PLC0415 -- pytest has begun by now

    reports = runtestprotocol(item, nextitem=following, log=False)
    return not any(one.failed for one in reports)


def trace_one(item: pytest.Item, following: Any, files: set[str]) -> Trace:
    """Run one test and note which functions of the files it enters."""
    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    before = time.process_time()
    sys.setprofile(note)
    try:
        passed = run_one(item, following)
    finally:
        sys.setprofile(None)
    entered = {(one.co_filename, *place_of(one)) for one in codes if one.co_filename in files}
    return Trace(entered, time.process_time() - before, passed)


def places_around(module: str, line: int) -> set[Place]:
    """Name the functions whose body holds the line, outermost first."""
    whole = compile((ROOT / module).read_text(encoding="utf-8"), module, "exec")
    return set(find_places(whole, line))


def find_places(code: CodeType, line: int) -> list[Place]:
    found: list[Place] = []
    for one in code.co_consts:
        if not isinstance(one, CodeType):
            continue
        lines = [number for _start, _end, number in one.co_lines() if number]
        inner = find_places(one, line)
        if inner or (lines and min(lines) <= line <= max(lines)):
            found += [place_of(one), *inner]
    return found
