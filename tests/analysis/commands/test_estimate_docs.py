"""docs/estimate.md keeps its word: every specification is read, the worked example comes out."""

import json
import re
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from analysis.estimators.specification.explanation import explain
from analysis.estimators.specification.spec import read_spec
from tests.golden import SURVEY

DOCS = Path(__file__).resolve().parents[3] / "docs"
TEXT = (DOCS / "estimate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs") / "out.json"
    call_command(
        "estimate", SURVEY / "firms_synthetic.csv", spec=DOCS / "examples/estimate.toml", out=out,
        stdout=StringIO(),
    )  # fmt: skip
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_specification_is_read_and_put_into_words(block):
    assert explain(read_spec(tomllib.loads(block)))


def test_the_worked_example_comes_out_as_printed(found):
    rows = [
        (row["name"], row["by"].get("size", ""), *figures(row), str(row["n"]))
        for row in found["estimates"]
    ]
    rows += [(row["name"], "", *figures(row), "") for row in found["scores"]]

    printed = re.search(r"\| figure \| by.*?\n\n", TEXT, re.DOTALL)[0].strip().split("\n")[2:]
    assert [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in printed] == rows
    test = found["tests"][0]
    assert (
        f"F = {test['statistic']:.4f} on 1 and 548 degrees of\nfreedom, p = {test['p']:.4f}" in TEXT
    )


def figures(row):
    interval = f"{row['ci_low']:.4f} to {row['ci_high']:.4f}"
    return f"{row['value']:.4f}", f"{row['se']:.4f}", interval


def test_the_row_shown_is_the_row_that_comes(found):
    shown = json.loads(re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)[1])

    row = next(row for row in found["estimates"] if row["name"] == shown["name"])
    assert list(shown) == list(row)
    numbers = {key for key, value in row.items() if isinstance(value, float)}
    assert {key: shown[key] for key in numbers} == pytest.approx({key: row[key] for key in numbers})
    assert [shown[key] for key in row if key not in numbers] == [
        row[key] for key in row if key not in numbers
    ]


def test_every_reason_of_release_is_explained():
    from analysis.estimators.uncertainty.release import SENTENCES  # noqa: PLC0415 -- one use

    assert [reason for reason in SENTENCES if f"`{reason}`" not in TEXT] == []
