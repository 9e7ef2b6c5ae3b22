"""Delimited text is read as it is written, or refused with the line."""

import pytest

from analysis.estimators.errors import EstimationError
from analysis.survey_files import Options, read_survey


@pytest.fixture
def read(tmp_path):
    def from_text(text, name="data.csv", encoding="utf-8", **options):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return read_survey(tmp_path / name, Options(**options))

    return from_text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a,b\n1,2\n3,4,5\n", "line 3 has 3 fields, the header 2;"),
        ("a,b\n1,2,9\n3,4,5\n", r"line 2 has 3 fields, the header 2 \(and so 1 more lines\)"),
        ('a,b\n"x\ny",2\n3,4,5\n', "line 4 has 3 fields"),
        ("a,b\n\n1,2,,7\n", "line 3 has 4 fields"),
        ("a,b,c\n1,2,3\n4,5\n", "line 3 has 2 fields, the header 3; is a separator missing"),
        ("a,b\n1,2\n3\n", "line 3 has 1 fields"),
        ('a,b\n1,"2\n3,4\n', "line 2: the quotation marks do not close"),
        ('a,b\n1,"2"x\n3,4\n', "line 2: the quotation marks do not close"),
        ("a,b,a\n1,2,3\n", r"two columns named 'a' \(columns 1 and 3\)"),
        ("a, a\n1,2\n", "two columns named 'a'"),
        ("e\u0302,ê\n1,2\n", "two columns named 'ê'"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        (",,\n1,2,3\n", "has no header"),
        ("a,b\n1,\x002\n", "line 2 holds a character of value zero: no text, or one in UTF-16"),
        ("a\x00,\x00b\x00", "line 1 holds a character of value zero"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_for_certain_is_refused_with_its_line(read, text, line):
    with pytest.raises(EstimationError, match=line):
        read(text)


def test_text_that_is_not_utf8_is_refused_with_its_line(read):
    with pytest.raises(EstimationError, match="line 3: the text is not UTF-8"):
        read("a\nb\nviệc".replace("ệ", "é"), encoding="latin-1")


def test_separators_after_the_last_column_are_left_out_and_told(read):
    file = read("a,b\n1,2,\n3,4,\n")

    assert file.frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}
    assert file.notes == (
        "data.csv: 2 lines, first line 2, end with separators after the last column 'b'; "
        "these empty fields were left out.",
    )


def test_trailing_separators_of_the_header_too(read):
    file = read("a,b,,\n1,2,,\n3,4,,\n")

    assert list(file.frame.columns) == ["a", "b"]
    assert "3 lines, first line 1, end with separators" in file.notes[0]


def test_row_numbers_of_r_are_left_out_and_told(read):
    file = read('"","a"\n"1",5\n"2",6\n')

    assert file.frame.to_dict("list") == {"a": [5, 6]}
    assert file.notes == ("data.csv: column 1 has no name in the header and was left out.",)


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a;b\n1;2\n", "';'"), ("a\tb\n1\t2\n", "a tab"), ("a|b\n1|2\n", "'|'"),
     ("sep=;\na;b\n1;2\n", "';'"), ('"x;y,z";b\n1;2\n', "';'")],
)  # fmt: skip
def test_the_separator_is_recognised_and_told(read, text, separator):
    file = read(text)

    assert file.frame.iloc[0].tolist() == [1, 2]
    assert file.notes == (f"data.csv: fields are separated by {separator}.",)


def test_a_decimal_comma_is_recognised_and_told(read):
    file = read("a;b;c\n1,5;2;x,y\n1.234,25;3;z\n;4;\n")

    assert file.frame["a"].tolist()[:2] == [1.5, 1234.25]
    assert file.frame["b"].tolist() == [2, 3, 4]
    assert file.frame["c"].tolist()[:2] == ["x,y", "z"]
    assert file.notes[1] == "data.csv: a comma was read as the decimal sign in 'a'."


def test_a_decimal_comma_between_commas_only_if_it_is_said(read):
    text = 'a,b\n"1,5",2\n"2,25",3\n'

    assert read(text).frame["a"].tolist() == ["1,5", "2,25"]
    assert read(text, decimal=",").frame["a"].tolist() == [1.5, 2.25]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a;b\n1,5;2\n2.5;3\n", "column 'a' has a decimal comma, but row 2 holds '2.5'"),
        ("a;b\n1,5;2.000\n2,5;3.000\n", "column 'b' holds '2.000' with a point"),
        ("a;b\n1,5;2.5\n", "column 'b' holds '2.5' with a point"),
        ("a;b\n1,5;1\n2.000;1\n", "row 2 holds '2.000' with a point"),
    ],
)  # fmt: skip
def test_a_point_beside_a_decimal_comma_is_refused(read, text, refusal):
    with pytest.raises(EstimationError, match=refusal):
        read(text)


def test_said_decimal_signs_settle_what_a_point_is(read):
    text = "a;b\n1,5;2.000\n2,5;3.000\n"

    assert read(text, decimal=",").frame["b"].tolist() == [2000, 3000]
    assert read(text, decimal=".").frame["b"].tolist() == [2, 3]
    assert read(text, decimal=".").frame["a"].tolist() == ["1,5", "2,5"]


def test_points_stay_decimal_between_semicolons(read):
    file = read("a;b\n1.5;x\n2.25;y\n")

    assert file.frame["a"].tolist() == [1.5, 2.25]
    assert len(file.notes) == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [(["1.234", "2.000"], 1), (["1.234", "0.987"], 0), (["1.234", "2.5"], 0), (["1.2345"], 0)],
)
def test_points_that_may_group_thousands_are_told(read, cells, told):
    file = read("a;b\n" + "".join(f"{cell};x\n" for cell in cells))

    assert file.frame["a"].tolist() == [float(cell) for cell in cells]
    assert sum("groups thousands" in note for note in file.notes) == told


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["01", "1", "2"], ["01", "1", "2"]),
        (["1", "1.0", "2"], [1, 1, 2]),
        (["0", "0.5", "-0.25"], [0, 0.5, -0.25]),
        (["12345678901234567", "12345678901234568"], ["12345678901234567", "12345678901234568"]),
        (["123456789012345", "2"], [123456789012345, 2]),
        (["TRUE", "false"], [True, False]),
        (["true", "1"], ["true", "1"]),
        (["inf", "2"], ["inf", "2"]),
        (["nan", "2"], ["nan", "2"]),
        (["1e3", "2"], [1000, 2]),
        (["2026-01-02", "2026-01-03"], ["2026-01-02", "2026-01-03"]),
        (["1_000", "2"], ["1_000", "2"]),
        ([" x ", "e\u0302"], ["x", "ê"]),
    ],
)  # fmt: skip
def test_cells_become_numbers_only_if_nothing_is_lost(read, cells, expected):
    frame = read("k,c\n" + "".join(f"0,{cell}\n" for cell in cells)).frame

    assert frame["c"].tolist() == expected


def test_empty_cells_and_na_are_missing(read):
    frame = read("k,a,b\n1,,NA\n2,3,x\n").frame

    assert frame.isna().to_numpy().tolist() == [[False, True, True], [False, False, False]]


def test_utf16_of_a_spreadsheet_is_read(read):
    assert read("tên\tb\nviệc\t2\n", "data.tsv", encoding="utf-16").frame["tên"].tolist() == [
        "việc"
    ]


@pytest.mark.parametrize(
    ("text", "rows", "lines"),
    [
        ("a,b\n1,x\n,\n2,y\n,\n", [1, 2], "2 in all, the first is line 3"),
        ("a,b\n1,x,\n,,\n2,y,\n", [1, 2], "1 in all, the first is line 3"),
        ('a,b\n"1",x\n"", \n2,y\n', [1, 2], "1 in all, the first is line 3"),
        ("sep=;\na;b\n1,5;x\n ; \n2;y\n", [1.5, 2], "1 in all, the first is line 4"),
    ],
)
def test_lines_without_any_value_are_left_out_and_told(read, text, rows, lines):
    file = read(text)

    assert file.frame["a"].tolist() == rows
    assert file.frame["b"].tolist() == ["x", "y"]  # every column keeps its rows
    assert file.notes[-1] == f"data.csv: lines without any value were left out ({lines})."


def test_a_line_that_says_na_is_a_respondent(read):
    file = read("a,b\n1,x\nNA,NA\n")

    assert len(file.frame) == 2
    assert not file.notes
