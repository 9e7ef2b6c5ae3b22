"""Random forms and answers through ODK's own engine and both of ours: what differs, unexplained?

    (cd scripts/odk && npm install)
    python -m scripts.odk.differential 10000 --seed 1

With ``--keep N`` the answers of ODK's engine to the first N forms are written to
``tests/golden/odk/vectors.json``, which the suite reads, so that it needs no Node. A difference is
explained where the import remarks it by row (``differences.py``); what is said of a question counts
for all that are computed from it.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from pyxform.xls2xform import convert

from scripts.odk.forms import FILTERED, Form
from surveys.instrument.expressions.asking import lookup
from surveys.instrument.expressions.values import convert_answer, spell
from surveys.instrument.flow import describe_flow
from surveys.instrument.model import Document
from surveys.instrument.routing import walk
from surveys.instrument.xlsform import import_xlsform
from surveys.instrument.xlsform.whole_decimals import find_decimals

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "static/js/expressions.js"
BATCH = 20
VECTORS = HERE.parents[1] / "tests/golden/odk/vectors.json"


def find_explained(
    form: Form, document: Document, rows: set[int], numbers: dict[str, int]
) -> set[str]:
    """Questions whose rows or groups the import remarks, and all that depend on them."""
    found: set[str] = set()
    for section in document.sections:
        for question in section.questions:
            if question.name not in form.groups:
                continue  # the title of a group inside a group
            sources = [
                section.relevance,
                question.relevance,
                question.calculation,
                question.choice_filter,
                *(each.expression for each in question.constraints),
            ]
            names = {name for each in sources if each for name in each.names()}
            above = [question.name, *form.groups[question.name]]
            if names & found or any(numbers[each] in rows for each in above):
                found.add(question.name)
    return found


def is_without_choices(row: dict[str, str], value: str) -> bool:
    """Whether nothing may be left to offer: such a question is not asked here, and says so."""
    return bool(row.get(FILTERED)) and not value


def refused_answers(document: Document, kept: dict[str, Any]) -> set[str]:
    """The questions whose constraints our engine finds broken."""
    return {
        question.name
        for question in document.questions()
        if kept.get(question.name) is not None
        for constraint in question.constraints
        if not constraint.expression.holds(lookup(kept, kept[question.name]))
    }


def differences(form: Form, document: Document, said: dict[str, Any], known: set[str]) -> list[str]:
    """What the three engines say differently of one form, but for what is explained."""
    passed = walk(document, form.answers)
    broken, decimals = refused_answers(document, passed.answers), find_decimals(document)
    found = []
    for row in form.questions():
        name = row["name"]
        relevant, value, violation = said["odk"][name]
        if name in known or is_without_choices(row, value):
            continue
        if name in decimals:
            value = value.removesuffix(".0")  # as ODK's web forms write 1, a number all the same
        mine = spell(convert_answer(passed.answers.get(name)))
        browser = said["ours"][name]
        if relevant != (name in passed.questions) or relevant != browser[0]:
            found.append(f"{name}: asked {relevant}, here {name in passed.questions}, {browser[0]}")
        elif relevant and (value != mine or spell(convert_answer(browser[1])) != mine):
            found.append(
                f"{name}: {value!r}, here {mine!r}, {browser[1]!r}: {row.get('calculation')}"
            )
        elif relevant and (violation == "constraint") != (name in broken):
            found.append(f"{name}: {violation!r}, here {name in broken}: {row.get('constraint')}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", type=int, default=0)
    asked = parser.parse_args()
    tally = Tally()
    with _engine() as engine, suppress(KeyboardInterrupt):  # what was compared until then counts
        for start in range(0, asked.forms, BATCH):
            batch = [
                Trial(at, Form(f"{asked.seed}:{at}"))
                for at in range(start, min(start + BATCH, asked.forms))
            ]
            _ask(engine, batch, tally)
    if asked.keep:
        kept = [json.dumps(each, ensure_ascii=False) for each in tally.kept[: asked.keep]]
        VECTORS.write_text("[\n" + ",\n".join(kept) + "\n]\n")
    tell(dict(tally.counts))


class Trial:
    """One form with the document that our import makes of it."""

    def __init__(self, at: int, form: Form) -> None:
        self.at, self.form, self.xlsx = at, form, form.xlsx()
        imported = import_xlsform(self.xlsx)
        self.document = imported.document
        self.remarked = {row for remark in imported.losses for row in remark.rows}
        self.numbers = {
            row["name"]: place for place, row in enumerate(form.rows, start=2) if row["name"]
        }


def question_for(trial: Trial) -> dict[str, Any]:
    return {
        "id": trial.at,
        "xml": convert(trial.xlsx, file_type=".xlsx", validate=False).xform,
        "answers": list(trial.form.answers.items()),
        "flow": describe_flow(cast(Document, trial.document)),
        "given": trial.form.answers,
    }


class Tally:
    """What was compared, and the answers worth keeping."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kept: list[dict[str, Any]] = []

    def judge(self, trial: Trial, document: Document, said: dict[str, Any]) -> None:
        known = find_explained(trial.form, document, trial.remarked, trial.numbers)
        different = differences(trial.form, document, said, known)
        self.counts["compared"] += len(trial.form.questions()) - len(known)
        self.counts["explained"] += len(known)
        self.counts["different"] += len(different)
        for line in different:
            tell(trial.at, line, trial.form.answers)
        clear = {name: said["odk"][name] for name in trial.form.groups if name not in known}
        row = {"rows": trial.form.rows, "answers": trial.form.answers, "odk": clear}
        self.kept += [row] if not different else []


def _engine() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 -- our own script
        ["node", "engine.mjs", str(SCRIPT)],  # noqa: S607 -- wherever Node is
        cwd=os.environ.get("ODK_ENGINE", HERE),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TZ": "UTC"},
    )


def _ask(engine: subprocess.Popen[str], batch: list[Trial], tally: Tally) -> None:
    """Let the engine work on a batch while the next forms are made."""
    trials = [trial for trial in batch if trial.document]
    asked, answered = cast(IO[str], engine.stdin), cast(IO[str], engine.stdout)
    tally.counts["forms"] += len(batch)
    tally.counts["refused"] += len(batch) - len(trials)
    for trial in trials:
        asked.write(json.dumps(question_for(trial)) + "\n")
    asked.flush()
    for trial in trials:
        said = json.loads(answered.readline())
        if "error" in said:
            tally.counts["not run"] += 1
            tell(trial.at, "not run:", said["error"])
        else:
            tally.judge(trial, cast(Document, trial.document), said)


def tell(*words: Any) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
