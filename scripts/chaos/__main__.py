"""Break things while people answer: ``python -m scripts.chaos [--short] [--json FILE] [NAME ...]``.

Everything runs on this machine alone (127.0.0.1), in folders and databases of its own, and ends by
itself. The exit code is 0 where nothing was lost, doubled or mailed twice.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from scripts.chaos.outcome import Outcome
from scripts.chaos.scenarios import SCENARIOS
from scripts.chaos.size import FULL, SHORT, Size


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.chaos", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENARIOS))
    parser.add_argument("--short", action="store_true", help="small sizes: does it still hold?")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    told = parser.parse_args()
    if unknown := sorted(set(told.names) - set(SCENARIOS)):
        parser.error(f"no scenario named {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    size = SHORT if told.short else FULL
    outcomes = [play(name, size) for name in told.names or SCENARIOS]
    figures = json.dumps([each.as_json() for each in outcomes], indent=2, ensure_ascii=False)
    if told.json:
        told.json.parent.mkdir(exist_ok=True)
        told.json.write_text(figures + "\n", encoding="utf-8")
    return 0 if all(each.is_whole for each in outcomes) else 1


def play(name: str, size: Size) -> Outcome:
    """Run one scenario and tell what came of it."""
    outcome = Outcome(name, load=round(os.getloadavg()[0], 1))
    began = time.monotonic()
    try:
        SCENARIOS[name](size, outcome)
    except TimeoutError as problem:
        outcome.lost += 1
        outcome.more["stopped"] = str(problem)
    outcome.seconds = round(time.monotonic() - began, 1)
    sys.stdout.write(outcome.line() + "\n")
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
