"""`python -m scripts.mutants [MODULE ...] [--constants]`: see docs/testing.md."""

import argparse
import ast
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.mutants import running
from scripts.mutants.faults import Fault, find_faults, plant
from scripts.mutants.running import KILLED, SURVIVED
from scripts.mutants.session import PASSED, UNSUITED, Session
from scripts.mutants.swapping import swappable_lines
from scripts.mutants.targets import ROOT, list_modules, list_targets, nearest_tests

GOAL = 0.9
CELL = r"(?:\\\||[^|])+"
ROW = re.compile(rf"^\| `({CELL})` \| `({CELL})` \| ({CELL}) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, the line it is in, and the tests that ought to notice it."""

    module: str
    fault: Fault
    text: str
    tests: tuple[str, ...]

    @property
    def line(self) -> int:
        return self.fault.line

    @property
    def tree(self) -> ast.Module:
        return plant((ROOT / self.module).read_text(encoding="utf-8"), self.fault)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.module, self.text, self.fault.change


def main() -> None:
    """Put in every fault; fail if too few are noticed, or any that docs/testing.md lacks."""
    chosen = read_options()
    cases = list(list_cases(chosen))
    if chosen.list:
        for one in cases:
            say(f"{one.module}:{one.fault.line}: {one.fault.change}: {one.text}")
        return
    running.prepare()
    say(f"{len(cases)} faults in {len({one.module for one in cases})} modules")
    outcomes = try_all(cases, chosen)
    unnoticed = [one for one in cases if outcomes[one] != KILLED]
    accepted = read_accepted()
    tell(outcomes)
    for one in unnoticed:
        known = "listed" if one.key in accepted else "NEW"
        say(f"{known} {one.module}:{one.fault.line}: {one.fault.change}: {one.text}")
    if chosen.out:
        rows = [[*one.key, one.fault.line, outcomes[one]] for one in cases]
        chosen.out.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    enough = len(cases) - len(unnoticed) >= GOAL * len(cases)
    raise SystemExit(not enough or any(one.key not in accepted for one in unnoticed))


def read_options() -> argparse.Namespace:
    """Read what is to be tried."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="only modules whose path begins so")
    parser.add_argument("--constants", action="store_true", help="numbers of all modules, by one")
    parser.add_argument("--inside", action="store_true", help="only faults inside functions")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write each fault and its outcome as JSON")
    parser.add_argument("--list", action="store_true", help="only say what would be tried")
    return parser.parse_args()


def list_cases(chosen: argparse.Namespace) -> Iterator[Case]:
    """Name each fault with the tests that ought to notice it."""
    names = list_modules() if chosen.constants else list(list_targets())
    for module in names:
        if chosen.modules and not module.startswith(tuple(chosen.modules)):
            continue
        source = (ROOT / module).read_text(encoding="utf-8")
        lines = source.splitlines()
        faults = find_faults(source, constants_only=chosen.constants)
        tests = (
            (nearest_tests(module) if chosen.constants else list_targets()[module])
            if faults
            else ()
        )
        inside = swappable_lines(module)
        for fault in faults:
            if chosen.inside and fault.line not in inside:
                continue
            yield Case(module, fault, " ".join(lines[fault.line - 1].split()), tests)


def try_all(cases: list[Case], chosen: argparse.Namespace) -> dict[Case, str]:
    """Try every fault with its tests, which must pass on sound code first."""
    outcomes: dict[Case, str] = {}

    def note(case: Case, outcome: str) -> None:
        outcomes[case] = outcome
        place = f"{case.module}:{case.fault.line}: {case.fault.change}"
        say(f"{len(outcomes)}/{len(cases)} {outcome} {place}")

    with tempfile.TemporaryDirectory() as folder:
        for tests in dict.fromkeys(one.tests for one in cases):
            alike = [one for one in cases if one.tests == tests]
            inside = [one for one in alike if one.fault.line in swappable_lines(one.module)]
            for case, outcome in try_in_one_session(inside, tests, Path(folder), chosen):
                note(case, outcome)
            left = [one for one in alike if one not in outcomes]
            if not left:
                continue
            took = running.time_without_fault(tests, Path(folder, "sound"))
            say(f"sound code: {took:.0f} s for {' '.join(tests)}")
            for case, outcome in try_alike(left, 30 + int(3 * took), Path(folder), chosen):
                note(case, outcome)
    return outcomes


def try_in_one_session(
    cases: list[Case], tests: tuple[str, ...], folder: Path, chosen: argparse.Namespace
) -> Iterator[tuple[Case, str]]:
    """Try faults inside functions; those whose body cannot be swapped are left out."""
    if not cases:
        return
    results, log = folder / "session", folder / "session.log"
    results.touch()

    def write(number: int, outcome: int) -> None:
        with results.open("a", encoding="utf-8") as out:
            out.write(f"{number} {outcome}\n")

    session = Session(cases, chosen.jobs, write)
    child = running.begin_session(session, tests, log)
    with results.open(encoding="utf-8") as lines:
        running_still = True
        while running_still:
            running_still = not os.waitpid(child, os.WNOHANG)[0]
            for line in lines:
                number, outcome = map(int, line.split())
                if outcome != UNSUITED:
                    yield cases[number], SURVIVED if outcome == PASSED else KILLED
            time.sleep(0.2)
    results.unlink()
    said = log.read_text(errors="replace")
    if "fail without any fault" in said or "Traceback" in said:
        say(said[-3000:])


def try_alike(
    cases: list[Case], seconds: int, folder: Path, chosen: argparse.Namespace
) -> Iterator[tuple[Case, str]]:
    """Try faults a few at a time, each for so many processor seconds at most."""
    waiting, busy = list(reversed(cases)), dict[int, Case]()
    while waiting or busy:
        while waiting and len(busy) < chosen.jobs:
            one = waiting.pop()
            source = (ROOT / one.module).read_text(encoding="utf-8")
            tree = plant(source, one.fault, constants_only=chosen.constants)
            log = folder / f"{len(waiting)}"
            busy[running.begin(one.module, tree, one.tests, seconds, log)] = one
        child, outcome = running.wait_for_one()
        yield busy.pop(child), outcome


def tell(outcomes: dict[Case, str]) -> None:
    """Say for each module how many of its faults were noticed."""
    counts = Counter((case.module, outcome) for case, outcome in outcomes.items())
    for module in dict.fromkeys(case.module for case in outcomes):
        killed = counts[module, KILLED]
        every = sum(number for (name, _outcome), number in counts.items() if name == module)
        say(f"{module}: {killed} of {every} noticed ({killed / every:.0%})")
    killed = sum(outcome == KILLED for outcome in outcomes.values())
    say(f"All: {killed} of {len(outcomes)} noticed ({killed / max(1, len(outcomes)):.1%})")


def read_accepted() -> set[tuple[str, str, str]]:
    """Read which unnoticed faults docs/testing.md lists, each with its reason."""
    page = ROOT / "docs" / "testing.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return {tuple(cell.replace("\\|", "|") for cell in row.groups()) for row in ROW.finditer(text)}  # type: ignore[misc]


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 -- a script speaks to the terminal


if __name__ == "__main__":
    main()
