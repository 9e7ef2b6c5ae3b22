"""Workbooks, SPSS, Stata and Parquet give the same cells, and refuse what they cannot give."""

from datetime import date, time

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from analysis.estimators.errors import EstimationError
from analysis.survey_files import Options, read_survey
from analysis.survey_files.cells import column_of
from analysis.survey_files.hidden import find_hidden_rows

NINE_THIRTY = pd.Timestamp("2026-01-02 09:30").to_pydatetime()


@pytest.fixture
def workbook(tmp_path):
    def from_rows(*rows, **further):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for name, content in further.items():
            sheet = book.create_sheet(name)
            for row in content:
                sheet.append(row)
        book.save(tmp_path / "data.xlsx")
        return tmp_path / "data.xlsx"

    return from_rows


def test_a_workbook_keeps_codes_dates_and_truth_apart(workbook):
    file = read_survey(workbook(
        ["code", "n", "day", "moment", "hour", "yes", "mixed"],
        ["01", 1, date(2026, 1, 2), NINE_THIRTY, time(9, 30), True, 1],
        ["1", 2.5, date(2026, 1, 3), None, None, False, "x"],
    ))  # fmt: skip

    rows = file.frame.astype(object).where(file.frame.notna(), None).to_numpy().tolist()
    assert rows == [
        ["01", 1.0, "2026-01-02", "2026-01-02 09:30:00", "09:30:00", True, "1"],
        ["1", 2.5, "2026-01-03", None, None, False, "x"],
    ]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([["a", "b"], [1, 2, 3]], "row 2 holds 3 beyond the last column with a name, 'b'"),
        ([["a", "a"], [1, 2]], "two columns named 'a'"),
        ([[None, None]], "is empty"),
        ([["a"], ["=1+1"]], "row 2 of sheet 'Sheet' holds the formula '=1\\+1' without its result"),
    ],
)  # fmt: skip
def test_a_workbook_in_doubt_is_refused(workbook, rows, refusal):
    with pytest.raises(EstimationError, match=refusal):
        read_survey(workbook(*rows))


def test_decimal_commas_of_a_workbook_are_read_if_it_is_said(workbook):
    path = workbook(
        ["y", "code", "text"], ["1,5", "01", "1,5 tỷ"], [2, "02", "x"], ["1.234,5", None, None]
    )

    said = read_survey(path, Options(decimal=",")).frame
    assert said["y"].tolist() == [1.5, 2, 1234.5]
    assert said["code"].tolist()[:2] == ["01", "02"]
    assert said["text"].tolist()[:2] == ["1,5 tỷ", "x"]
    assert read_survey(path).frame["y"].tolist() == ["1,5", "2", "1.234,5"]


def test_a_date_may_name_a_column(workbook):
    assert list(read_survey(workbook([date(2026, 1, 1), 2017], [3, 4])).frame) == [
        "2026-01-01", "2017"
    ]  # fmt: skip


@pytest.mark.parametrize(("gap", "first"), [([], 2**60), ([None], str(2**60))])
def test_whole_numbers_a_float_would_mix_up_stay_apart(tmp_path, gap, first):
    pq.write_table(pa.table({"id": [2**60, 2**60 + 1, *gap]}), tmp_path / "data.parquet")

    ids = read_survey(tmp_path / "data.parquet").frame["id"]
    assert ids[0] == first
    assert ids[0] != ids[1]


@pytest.mark.parametrize(("number", "kind"), [(10**15 - 1, "float64"), (10**15, "str")])
def test_sixteen_digits_are_a_code(number, kind):
    assert column_of([number, 1]).dtype == kind


def test_a_sheet_is_chosen_by_name(workbook):
    path = workbook(["a"], [1], more=[["b"], [7]])

    assert read_survey(path, Options(sheet="more")).frame["b"].tolist() == [7]
    with pytest.raises(EstimationError, match="no sheet 'other'; it has 'Sheet', 'more'"):
        read_survey(path, Options(sheet="other"))


def test_the_codebook_of_an_export_tells_codes(workbook):
    codebook = [
        ["column", "content", "code", "number", "label", "missing"],
        ["q", "Question"],
        [None, None, "yes", 1, "Có"],
        [None, None, "na", -8, "Không áp dụng", "na"],
    ]
    file = read_survey(workbook(["q"], ["yes"], ["na"], codebook=codebook))

    known = file.dictionary.of("q")
    assert known.levels == {"yes": ("1", "Có"), "na": ("-8", "Không áp dụng")}
    assert known.missing == {"na"}
    assert file.dictionary.coded(file.frame)["q"].isna().tolist() == [False, True]


def test_spss_gives_labels_codes_and_empty_for_user_missing(tmp_path):
    frame = pd.DataFrame(
        {"q": [1.0, 2, -8], "t": ["a ", "", "e\u0302"], "d": [date(2026, 1, 2)] * 3}
    )
    pyreadstat.write_sav(
        frame, str(tmp_path / "d.sav"), missing_ranges={"q": [{"lo": -9.0, "hi": -8.0}]},
        variable_value_labels={"q": {1.0: "Có", 2.0: "Không", -8.0: "KAD"}},
    )  # fmt: skip

    file = read_survey(tmp_path / "d.sav")

    assert file.frame["q"].isna().tolist() == [False, False, True]
    assert file.frame["t"].tolist()[::2] == ["a", "ê"]
    assert file.frame["t"].isna()[1]
    assert file.frame["d"][0] == "2026-01-02"
    assert file.dictionary.of("q").code("Có") == "1"


def test_stata_gives_labels_and_empty_for_its_missing_letters(tmp_path):
    pyreadstat.write_dta(
        pd.DataFrame({"q": [1.0, 2.0, "a"]}, dtype=object), str(tmp_path / "d.dta"),
        missing_user_values={"q": ["a"]}, variable_value_labels={"q": {1: "Có", "a": "KAD"}},
    )  # fmt: skip

    file = read_survey(tmp_path / "d.dta")

    assert file.frame["q"].isna().tolist() == [False, False, True]
    assert file.dictionary.of("q").code("Có") == "1"


def test_parquet_gives_its_index_its_moments_and_its_codes(tmp_path):
    schema = pa.schema([
        pa.field("q", pa.string(), metadata={"codes": '{"y": "Có"}', "missing": '{"na": "na"}',
                                             "numbers": '{"y": 1}'}),
        pa.field("at", pa.timestamp("us")),
    ])  # fmt: skip
    arrays = [
        pa.array(["y", "na"]),
        pa.array(pd.to_datetime(["2026-01-02 00:00", "2026-01-02 09:00"])),
    ]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), tmp_path / "d.parquet")

    file = read_survey(tmp_path / "d.parquet")

    assert file.frame["at"].tolist() == ["2026-01-02", "2026-01-02 09:00:00"]
    assert file.dictionary.of("q").levels == {"y": ("1", "Có")}
    assert file.dictionary.of("q").missing == {"na"}


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"a": [[1, 2]]}, "column 'a' holds lists"),
        ({"a": [b"x"]}, "column 'a' holds bytes"),
        ({"ê": [1], "e\u0302": [2]}, "two columns named 'ê'"),
    ],
)
def test_parquet_in_doubt_is_refused(tmp_path, columns, refusal):
    pq.write_table(pa.table(columns), tmp_path / "d.parquet")

    with pytest.raises(EstimationError, match=refusal):
        read_survey(tmp_path / "d.parquet")


def test_rows_nobody_sees_in_a_workbook_count_and_are_told(workbook):
    path = workbook(["y"], *([n] for n in range(1, 13)))
    assert read_survey(path).notes == ()
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[5].hidden = True  # the header is no row
    sheet.row_dimensions[40].hidden = True  # and nothing stands there
    book.save(path)

    (note,) = read_survey(path).notes
    assert "1 of 12 rows is hidden in the workbook" in note
    assert "like the others (row 5);" in note

    for number in range(2, 14):
        sheet.row_dimensions[number].hidden = True
    book.create_sheet("other")
    sheet.sheet_state = "hidden"
    book.save(path)

    file = read_survey(path)
    assert len(file.frame) == 12
    assert [f"the sheet '{sheet.title}' is hidden" in file.notes[0], len(file.notes)] == [True, 2]
    assert "12 of 12 rows are hidden" in file.notes[1]
    assert "(rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more)" in file.notes[1]


def test_hidden_rows_without_a_number_are_counted():
    rows = b'<row><c/></row><x:row hidden="true"/><row r="7" hidden="1"/><row hidden="0"/>'

    assert find_hidden_rows(rows) == {2, 7}


@pytest.mark.parametrize("name", ["d.xlsx", "d.sav", "d.dta", "d.parquet"])
def test_a_broken_file_is_refused_in_one_sentence(tmp_path, name):
    (tmp_path / name).write_bytes(b"not what its name says")

    with pytest.raises(EstimationError, match="cannot be read as"):
        read_survey(tmp_path / name)
