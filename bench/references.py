"""How many answers of R are compared, by what they are about, and how many agree.

The answers lie in tests/golden/survey; the tests that compare them are run once.
"""

import csv
import json
import re
import subprocess
import sys
from collections import Counter

from bench.estimators import line
from tests.golden import SURVEY

TESTS = ("reference_cases", "golden", "further_cases")
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


def count_answers() -> dict[str, Counter[str]]:
    """Count the answers of each file by the first word of what was asked."""
    cases = json.loads((SURVEY / "cases.json").read_text(encoding="utf-8"))["cases"]
    found = {"cases.json": Counter(case["id"].split("_")[0] for case in cases)}
    for name in ("designs.tsv", "further.tsv"):
        with (SURVEY / name).open(encoding="utf-8", newline="") as file:
            asked = [row[1] for row in csv.reader(file, delimiter="\t") if len(row) > 1]
        found[name] = Counter(re.split(r"[-:_]", word)[0] for word in asked)
    return found


def compare() -> dict[str, int]:
    """Run the tests that hold our answers against R's; return how many passed and failed."""
    files = [f"tests/analysis/estimators/test_{name}.py" for name in TESTS]
    done = subprocess.run(  # noqa: S603 -- our own tests, no shell
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--no-header", *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {word: int(count) for count, word in COUNTED.findall(done.stdout.splitlines()[-1])}


def main(*, quick: bool = False) -> None:
    """Print the counts; ``quick`` leaves out the comparison itself."""
    line("file", "answers of R", "asked about")
    total = 0
    for name, kinds in count_answers().items():
        total += kinds.total()
        words = ", ".join(f"{word} {count}" for word, count in kinds.most_common())
        sys.stdout.write(f"{name:>14}  {kinds.total():>12}  {words}\n")
    line("all", str(total))
    if not quick:
        for word, count in compare().items():
            line("tests", str(count), word)
