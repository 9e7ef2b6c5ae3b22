import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).parents[3]
FRAME = pd.DataFrame({
    "w": [2.0, 2, 3, 3, 5, 5],
    "sector": ["trade", "farm", "trade", "farm", "trade", None],
    "y": [1.0, 2, 3, None, 5, 6],
})  # fmt: skip
SPEC = """
[design]
weights = "w"
[[estimate]]
name = "mean of y"
measure = "mean"
variable = "y"
by = ["sector"]
"""


@pytest.fixture
def ask(tmp_path):
    def run(data="data.csv", spec=SPEC):
        (tmp_path / "spec.toml").write_text(spec, encoding="utf-8")
        out = tmp_path / "out.json"
        call_command("estimate", tmp_path / data, spec=tmp_path / "spec.toml", out=out, verbosity=0)
        return json.loads(out.read_text(encoding="utf-8"))

    return run


WRITERS = {
    "data.csv": lambda frame, path: frame.to_csv(path, index=False),
    "semicolons.csv": lambda frame, path: frame.to_csv(path, index=False, sep=";"),
    "bom.csv": lambda frame, path: frame.to_csv(path, index=False, encoding="utf-8-sig"),
    "data.xlsx": lambda frame, path: frame.to_excel(path, index=False),
    "data.parquet": lambda frame, path: frame.to_parquet(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_gives_the_same_figures(ask, tmp_path, name):
    WRITERS[name](FRAME, tmp_path / name)

    found = ask(name)["estimates"]

    assert [(row["by"]["sector"], row["n"]) for row in found] == [("farm", 1), ("trade", 3)]
    assert found[1]["value"] == pytest.approx((2 + 9 + 25) / 10)


def test_spss_files_are_read(ask, tmp_path):
    import pyreadstat  # noqa: PLC0415 -- slow import

    frame = FRAME.assign(sector=FRAME["sector"].fillna(""))
    pyreadstat.write_sav(frame, str(tmp_path / "data.sav"))

    assert [row["n"] for row in ask("data.sav")["estimates"]] == [1, 3]


def test_replicate_weights_lie_beside_the_specification(ask, tmp_path):
    FRAME.to_csv(tmp_path / "data.csv", index=False)
    pd.DataFrame({"r1": [0, 3, 3, 3, 5, 5], "r2": [3, 0, 3, 3, 5, 5]}).to_csv(
        tmp_path / "repw.csv", index=False
    )

    found = ask(spec=SPEC + '[replicates]\nfile = "repw.csv"\nkind = "JK1"\n')

    assert found["estimates"][1]["se"] > 0


@pytest.mark.parametrize(
    ("change", "spec", "line"),
    [
        ({}, "[design", "is not valid TOML"),
        ({}, SPEC.replace('"y"', '"z"'), "There is no column 'z' in the data"),
        ({}, SPEC + '[replicates]\nfile = "gone.csv"\nkind = "JK1"\n', "'gone.csv' lies neither"),
        ({"w": -1.0}, SPEC, "the weight, is -1 in row 1; a weight is zero or more"),
        ({"y": "six"}, SPEC, "Column 'y' must hold numbers, but row 1 holds 'six'"),
        ({"N": 3}, SPEC.replace("[[", 'fpc = ["N"]\n[['), "but 6 were sampled there"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_code_2(ask, tmp_path, change, spec, line):
    FRAME.assign(**change).to_csv(tmp_path / "data.csv", index=False)

    with pytest.raises(CommandError) as refusal:
        ask(spec=spec)

    assert line in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("gone.csv", None, "there is no such file"),
        ("data.txt", "w,y\n1,2\n", "a file must end in .csv, .tsv, .xlsx, .sav, .dta, .parquet"),
        ("twice.csv", "w,w\n1,2\n", "has two columns named 'w'"),
        ("old.xls", "x", "Save a .xls file as .xlsx first"),
        ("broken.xlsx", "not a workbook", "cannot be read as .xlsx"),
        ("empty.csv", "w,y,sector\n", "The data have no row"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(ask, tmp_path, name, content, line):
    if content is not None:
        (tmp_path / name).write_text(content)

    with pytest.raises(CommandError, match=line) as refusal:
        ask(name)

    assert refusal.value.returncode == 2


def test_a_missing_specification_or_folder(tmp_path):
    FRAME.to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "spec.toml").write_text(SPEC)
    for spec, out in (("gone.toml", "out.json"), ("spec.toml", "no/out.json")):
        with pytest.raises(CommandError, match="No such file") as refusal:
            call_command(
                "estimate", tmp_path / "data.csv", spec=tmp_path / spec, out=tmp_path / out
            )
        assert refusal.value.returncode == 2


@pytest.mark.parametrize(("total", "warned"), [(24, False), (60, True)])
def test_weights_below_zero_are_told(ask, tmp_path, total, warned):
    FRAME.assign(x=[1.0, 2, 1, 2, 1, 2]).to_csv(tmp_path / "data.csv", index=False)
    margins = f'margins = [{{ total = 20 }}, {{ variable = "x", total = {total} }}]'

    notes = ask(spec=SPEC + f'[[calibrate]]\nmethod = "linear"\n{margins}\n')["notes"]

    assert any("made weights negative" in note for note in notes) == warned


def test_a_specification_that_asks_for_nothing_says_so(ask, tmp_path):
    FRAME.to_csv(tmp_path / "data.csv", index=False)

    assert "asks for no figure" in ask(spec="")["notes"][0]
    assert ask()["notes"] == []


def start(*words):
    return subprocess.run(  # noqa: S603 -- our own command, no shell
        [sys.executable, "-X", "importtime", "manage.py", "estimate", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "not_needed"),
    [
        ("data.csv", {"django", "pyarrow.lib", "scipy.stats", "openpyxl"}),
        ("data.parquet", {"django"}),
    ],
)
def test_the_command_imports_only_what_it_needs(tmp_path, name, not_needed):
    WRITERS[name](FRAME, tmp_path / name)
    (tmp_path / "spec.toml").write_text(SPEC, encoding="utf-8")
    out = tmp_path / "out.json"

    done = start(tmp_path / name, "--spec", tmp_path / "spec.toml", "--out", out)

    assert (done.returncode, done.stdout) == (0, f"2 figures → {out}\n")
    assert [row["n"] for row in json.loads(out.read_text())["estimates"]] == [1, 3]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    loaded = {line.split("|")[2].strip() for line in lines}
    assert not loaded & not_needed
    assert "pandas" in loaded


def test_a_refusal_at_the_door_is_one_line_and_exit_code_2(tmp_path):
    done = start(tmp_path / "none.csv")

    said = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
    assert (done.returncode, len(said)) == (2, 1)
    assert said[0].startswith("CommandError: Give a file, --spec and --out")
