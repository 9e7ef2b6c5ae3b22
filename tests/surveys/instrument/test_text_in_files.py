"""What looks like a number and is none stays text in every file: zeros and colons are kept."""

import openpyxl
import pyarrow.parquet as pq
import pyreadstat
import pytest

from surveys.dataset import files
from surveys.dataset.table import Source, build
from tests.surveys.instrument.documents import loaded, question


def first_cell_of_workbook(path):
    cell = openpyxl.load_workbook(path)["du_lieu"]["A2"]
    return cell.value if cell.data_type == "s" else None


def first_cell_of_text(path):
    return path.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0]


@pytest.mark.parametrize(("kind", "answer"), [("phone", "0912345678"), ("time", "07:30")])
@pytest.mark.parametrize(
    ("file", "first_cell"),
    [
        ("csv", first_cell_of_text),
        ("xlsx", first_cell_of_workbook),
        ("sav", lambda path: pyreadstat.read_sav(path)[0]["q"][0]),
        ("dta", lambda path: pyreadstat.read_dta(path)[0]["q"][0]),
        ("parquet", lambda path: pq.read_table(path)["q"].to_pylist()[0]),
    ],
)
def test_an_answer_that_looks_like_a_number_stays_text(kind, answer, file, first_cell, tmp_path):
    table = build(
        loaded(question("q", kind)),
        Source("Khảo sát", "Hiệp hội", "vi"),
        [],
        [((), {"q": answer})],
    )
    path = tmp_path / f"data.{file}"

    files.write(table, file, path)

    assert first_cell(path) == answer
