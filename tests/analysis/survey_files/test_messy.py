"""Whatever table comes, it is read as it is or refused in one sentence; no figure is wrong."""

import csv
import io
import json
import math
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.estimators.errors import EstimationError
from analysis.survey_files import read_survey

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
CELLS = st.one_of(
    st.integers(-999, 999).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: f"{x:.4g}"),
    st.sampled_from(["", "NA", "01", "1", "1.0", "1,5", "2.500", "na", "-8", "true", "inf", "1e3",
                     "2026-11-20", "09:30", "Có", "e\u0302", " x ", "=1+1", "a;b", 'a "x"', "\t"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=6),
)  # fmt: skip
RAGGED = st.lists(st.lists(CELLS, max_size=5), max_size=6)
BOOK_CELLS = st.one_of(
    st.none(), st.integers(-99, 99), st.booleans(), st.floats(-99, 99), st.dates(),
    st.text("ab01,.", max_size=3),
)  # fmt: skip
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
SPEC = """
[design]
weights = "w"
[[estimate]]
measure = "mean"
variable = "y"
"""


def written(rows, separator, *, quoted):
    out = io.StringIO()
    if quoted:
        csv.writer(out, delimiter=separator).writerows(rows)
    else:
        out.write("\n".join(separator.join(row) for row in rows))
    return out.getvalue()


def attempt(text, name="data.csv"):
    """Return the file, or the sentence that refuses it."""
    try:
        return read(text, name), ""
    except EstimationError as refusal:
        return None, str(refusal)


def read(text, name="data.csv"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_survey(path)


@QUICK
@given(rows=RAGGED, separator=SEPARATORS, quoted=st.booleans())
def test_any_delimited_text_is_read_or_refused(rows, separator, quoted):
    file, refusal = attempt(written(rows, separator, quoted=quoted))
    if file is None:
        assert refusal
        assert "np." not in refusal
        return
    names = list(file.frame.columns)
    assert len(set(names)) == len(names)
    assert all(isinstance(name, str) and name == name.strip() for name in names)
    assert len(file.frame) <= len(rows) * 3  # a line break within a field may make more


@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for name in ("data.csv", "data.tsv", "data.xlsx", "data.sav", "data.dta", "data.parquet"):
        file, refusal = attempt(content, name)
        assert (file is None) == bool(refusal)


NUMBERS = st.lists(st.decimals(-9999, 9999, places=2, allow_nan=False), min_size=2, max_size=8)


@QUICK
@given(values=NUMBERS, separator=SEPARATORS, trailing=st.booleans(), gaps=st.data())
def test_numbers_come_back_as_they_were_or_not_at_all(values, separator, trailing, gaps):
    comma = separator != "," and gaps.draw(st.booleans())
    group = comma and gaps.draw(st.booleans())
    written_as = [number_text(value, comma=comma, group=group) for value in values]
    rows = [["k", "y"], *([f"c{at}", text] for at, text in enumerate(written_as))]
    end = separator if trailing else ""
    text = "".join(separator.join(row) + end + "\n" for row in rows)
    file, _refusal = attempt(text)
    if file is None:
        return
    found = file.frame["y"]
    if pd.api.types.is_numeric_dtype(found.dtype):
        assert found.tolist() == [float(value) for value in values]
        assert not comma or any("decimal sign" in note for note in file.notes)
    else:
        assert found.tolist() == written_as


def number_text(value, *, comma, group):
    text = f"{value:,}" if group else str(value)
    return text.translate(str.maketrans(",.", ".,")) if comma else text


@QUICK
@given(at=st.integers(0, 5), extra=st.sampled_from(["7", "x", "0"]))
def test_a_field_too_many_never_moves_a_column(at, extra):
    table = [[f"{number}", "3"] for number in range(1, 7)]
    table[at] = [*table[at], extra]
    text = "\n".join(",".join(row) for row in [["a", "b"], *table])

    _file, refusal = attempt(text)

    assert f"line {at + 2} has 3 fields" in refusal


@QUICK
@given(
    codes=st.lists(st.sampled_from(["1", "01", "001", "1.0", "2", "02"]), min_size=4, max_size=9)
)
def test_codes_that_look_different_stay_apart(codes):
    found = read("k,s\n" + "".join(f"a,{code}\n" for code in codes)).frame["s"]

    if any(code.startswith("0") for code in codes):
        assert found.tolist() == codes
    else:
        assert found.tolist() == [float(code) for code in codes]


@QUICK
@given(
    weights=st.lists(st.integers(1, 9), min_size=3, max_size=8),
    cells=st.lists(CELLS, min_size=3, max_size=8),
    separator=SEPARATORS,
)
def test_the_command_gives_the_right_mean_or_one_sentence(weights, cells, separator):
    size = min(len(weights), len(cells))
    rows = [["w", "y"], *([str(weights[at]), cells[at]] for at in range(size))]
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "data.csv").write_text(written(rows, separator, quoted=True), encoding="utf-8")
        (base / "spec.toml").write_text(SPEC, encoding="utf-8")
        refusal = estimate(base)
        if refusal:
            assert "\n" not in refusal
            assert "np." not in refusal
            return
        row = json.loads((base / "out.json").read_text(encoding="utf-8"))["estimates"][0]
    pairs = [(weights[at], number_of(cells[at], separator)) for at in range(size)]
    known = [(w, y) for w, y in pairs if y is not None]
    assert row["n"] == len(known)
    expected = sum(w * y for w, y in known) / sum(w for w, _ in known) if known else None
    assert (row["value"] is None) == (expected is None)
    assert expected is None or math.isclose(row["value"], expected, rel_tol=1e-9, abs_tol=1e-9)


def estimate(base):
    """Run the command; return the sentence of its refusal, if it refuses."""
    try:
        call_command(
            "estimate", base / "data.csv", spec=base / "spec.toml", out=base / "out.json",
            stdout=io.StringIO(), stderr=io.StringIO(),
        )  # fmt: skip
    except CommandError as refusal:
        return str(refusal)
    return ""


def number_of(cell, separator):
    """What a person would take a cell for, given that the command took the column for numbers."""
    text = cell.strip()
    if text in {"", "NA"}:
        return None
    if text.lower() in {"true", "false"}:
        return float(text.lower() == "true")
    if separator != "," and "," in text:
        text = text.replace(".", "").replace(",", ".")
    return float(text)


@QUICK
@given(rows=st.lists(st.lists(BOOK_CELLS, max_size=4), max_size=5))
def test_any_workbook_is_read_or_refused(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    assume(len(content.getvalue()) < 1 << 20)

    file, refusal = attempt(content.getvalue(), "data.xlsx")

    assert (file is None) == bool(refusal)
    assert file is None or all(isinstance(name, str) for name in file.frame.columns)
