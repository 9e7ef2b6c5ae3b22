"""Every file is opened again by the programs that will read it, and equals what went in."""

import csv
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.dataset import files
from surveys.dataset.files import RowsLost, UnknownCode, spss
from surveys.dataset.table import Source, build
from surveys.dataset.usage import Usage
from surveys.dataset.variables import Variable
from surveys.instrument.answer_import import Reading, suggest_columns
from surveys.instrument.types.coding import DataType
from tests.surveys.instrument.documents import choices, loaded, question, words

SOURCE = Source("Khảo sát “minh bạch” 2018", "Hiệp hội", "vi")
NA = {"code": "na", "text": words("Không áp dụng"), "missing": "na"}
REFUSED = {"code": "no", "text": words("Không trả lời"), "missing": "refused"}
OTHER = {"code": "other", "text": words("Khác"), "other": True}
DOCUMENT = loaded(
    question("one", "single", choices=[*choices("yes", "nope"), NA, REFUSED, OTHER]),
    question("rating", "scale"),
    question("many", "multiple", choices=[*choices("a", "b"), OTHER]),
    question("grid", "matrix", choices=[*choices("1", "2"), NA], text=words("Ơ" * 200)),
    question("order", "ranking"),
    question("share", "percent"),
    question("day", "date"),
    question("comment", "longtext"),
    question("twice", "calculated", calculation="${share} * 2"),
    question("word", "calculated", calculation="if(${one} = 'yes', 'có', 'không')"),
)
HOSTILE = [
    "=1+1",
    "+84 905 000 111",
    "@SUM(A1:A9)",
    "-cmd|' /C calc'!A0",
    "nói: \"vâng\", rồi 'không'; hết",
    "dòng 1\ndòng 2\n\ndòng 4",
    "😀 Đắk R'Lấp ’ – ỡ ẵ ỹ",
    "x" * 10_000,
    "Ệ" * 10_000,
    "😀" * 10_000,
    "a,b;c\td",
    "http://example.vn",
    "0123",
    "NA",
    "& <b>",
]


def table(*answers, own=(), document=DOCUMENT):
    return build(document, SOURCE, own, [((), each) for each in answers])


def full(comment):
    return {
        "one": "other",
        "one_other": comment[:300],
        "rating": "4",
        "many": ["b", "other"],
        "many_other": "lời",
        "grid": {"r1": "na", "r2": "2"},
        "order": ["c", "a"],
        "share": 12.5,
        "day": "2018-11-25",
        "comment": comment,
        "twice": 25,
        "word": "không",
    }


ANSWERS = [*(full(text) for text in HOSTILE), {}, {"one": "na", "rating": "na"}, {"one": "no"}]
NUMBERS = {"yes": 1, "nope": 2, "na": -8, "no": -9, "other": 3}


def written(tmp_path, kind, made):
    path = tmp_path / f"data.{kind}"
    assert files.write(made, kind, path) == len(made.rows)
    return path


def test_csv_reads_back_and_keeps_formulas_from_running(tmp_path):
    made = table(*ANSWERS)

    path = written(tmp_path, "csv", made)

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["comment"].removeprefix("'") for row in rows[: len(HOSTILE)]] == HOSTILE
    assert not any(v.startswith(("=", "+", "-", "@")) for row in rows for v in row.values())
    assert rows[0]["one"] == "other"
    assert (rows[0]["many_a"], rows[0]["many_b"], rows[0]["share"]) == ("0", "1", "12.5")
    assert set(rows[len(HOSTILE)].values()) == {""}


def test_excel_reads_back_as_text_with_labels_and_a_codebook(tmp_path):
    made = table(*ANSWERS)

    book = openpyxl.load_workbook(written(tmp_path, "xlsx", made))

    data, labels, codes = (book[name] for name in ("du_lieu", "nhan", "so_ma"))
    at = [cell.value for cell in data[1]].index("comment")
    assert [row[at].value for row in data.iter_rows(min_row=2)][: len(HOSTILE)] == HOSTILE
    assert {row[at].data_type for row in data.iter_rows(min_row=2) if row[at].value} == {"s"}
    assert labels["A2"].value == "Khác"
    assert data["A2"].value == "other"
    assert [cell.value for cell in codes[2]][:2] == ["one", "one"]
    assert data.max_row == len(ANSWERS) + 1


def test_spss_reads_back_with_labels_and_missing_codes(tmp_path):
    made = table(*ANSWERS)

    frame, meta = pyreadstat.read_sav(written(tmp_path, "sav", made), user_missing=True)

    further = [name for name in frame.columns if name.startswith("comment_c")]
    texts = frame["comment"] + frame[further].sum(axis=1)
    assert list(texts[: len(HOSTILE)]) == HOSTILE
    assert further == ["comment_c2"]  # emoji: 40,000 bytes do not fit into one column of SPSS
    assert [int(v) for v in frame["one"].dropna()] == [
        NUMBERS[answers["one"]] for answers in ANSWERS if "one" in answers
    ]
    assert meta.variable_value_labels["one"][-8.0] == "Không áp dụng"
    assert meta.missing_ranges["one"] == [{"lo": -9.0, "hi": -9.0}, {"lo": -8.0, "hi": -8.0}]
    assert meta.missing_ranges["grid_r1"] == [{"lo": -8.0, "hi": -8.0}]
    assert meta.column_names_to_labels["many_a"] == "a – many"
    assert str(frame["day"][0]) == "2018-11-25"
    assert frame["order_a"][0] == 2
    without = pyreadstat.read_sav(tmp_path / "data.sav")[0]["one"]
    assert without.isna().sum() == 3


def test_stata_reads_back_with_labels_and_missing_letters(tmp_path):
    made = table(*ANSWERS)

    frame, meta = pyreadstat.read_dta(written(tmp_path, "dta", made), user_missing=True)
    by_pandas = pd.read_stata(tmp_path / "data.dta", convert_categoricals=False)

    assert list(frame["comment"][: len(HOSTILE)]) == HOSTILE
    assert list(by_pandas["comment"][: len(HOSTILE)]) == HOSTILE
    assert list(frame["one"][-2:]) == ["a", "b"]
    assert by_pandas["one"].isna().sum() == 3
    assert meta.variable_value_labels["one"] == {
        1: "yes", 2: "nope", 3: "Khác", "a": "Không áp dụng", "b": "Không trả lời",
    }  # fmt: skip
    assert all(len(label) <= 80 for label in meta.column_labels)
    assert by_pandas["share"][0] == 12.5


def test_parquet_reads_back_with_labels_in_its_schema(tmp_path):
    made = table(*ANSWERS)

    read = pq.read_table(written(tmp_path, "parquet", made))

    frame = read.to_pydict()
    assert frame["comment"][: len(HOSTILE)] == HOSTILE
    assert frame["one"] == [answers.get("one") for answers in ANSWERS]
    about = read.schema.field("one").metadata
    assert json.loads(about[b"codes"])["na"] == "Không áp dụng"
    assert json.loads(about[b"missing"]) == {"na": "na", "no": "refused"}
    assert frame["twice"][0] == 25.0
    assert frame["word"][0] == "không"


@pytest.mark.parametrize("kind", sorted(files.WRITERS))
def test_columns_stand_in_the_questionnaires_order_for_no_rows_as_for_many(tmp_path, kind):
    made = table()

    path = written(tmp_path, kind, made)

    names = {
        "csv": lambda: list(pd.read_csv(path).columns),
        "xlsx": lambda: list(pd.read_excel(path).columns),
        "sav": lambda: pyreadstat.read_sav(path)[1].column_names,
        "dta": lambda: pyreadstat.read_dta(path)[1].column_names,
        "parquet": lambda: pq.read_table(path).column_names,
    }[kind]()
    assert list(names) == [variable.name for variable in made.variables]


TEXT = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
        ),
        min_size=1,
        max_size=60,
    )
    .map(str.strip)
    .filter(bool)
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(comments=st.lists(TEXT, min_size=1, max_size=5))
def test_any_text_survives_every_format(tmp_path_factory, comments):
    folder = tmp_path_factory.mktemp("any")
    made = table(*({"comment": text} for text in comments))

    for kind in files.WRITERS:
        files.write(made, kind, folder / f"any.{kind}")

    assert list(pyreadstat.read_sav(folder / "any.sav")[0]["comment"]) == comments
    assert list(pyreadstat.read_dta(folder / "any.dta")[0]["comment"]) == comments
    assert pq.read_table(folder / "any.parquet").to_pydict()["comment"] == comments
    sheet = openpyxl.load_workbook(folder / "any.xlsx")["du_lieu"]
    at = [cell.value for cell in sheet[1]].index("comment")
    assert [row[at].value for row in sheet.iter_rows(min_row=2)] == comments


SIGNED = loaded(
    question("balance", "single", choices=[
        *choices("-99", "-1", "0", "1", "05"),
        {"code": "-98", "text": words("Không biết"), "missing": "refused"},
        {"code": "na", "text": words("Không áp dụng"), "missing": "na"},
    ]),
)  # fmt: skip
SIGNED_ANSWERS = ["-99", "-1", "0", "1", "05", "-98", "na"]


def signed(tmp_path, kind):
    return written(
        tmp_path, kind, table(*({"balance": c} for c in SIGNED_ANSWERS), document=SIGNED)
    )


def test_negative_codes_keep_their_values(tmp_path):
    with signed(tmp_path, "csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["balance"] for row in csv.DictReader(file)] == SIGNED_ANSWERS

    frame, meta = pyreadstat.read_sav(signed(tmp_path, "sav"), user_missing=True)
    assert frame["balance"].tolist() == [-99, -1, 0, 1, 5, -98, -8]
    assert meta.missing_ranges["balance"] == [{"lo": -98.0, "hi": -98.0}, {"lo": -8.0, "hi": -8.0}]

    frame, meta = pyreadstat.read_dta(signed(tmp_path, "dta"), user_missing=True)
    assert frame["balance"].tolist() == [-99, -1, 0, 1, 5, "b", "a"]
    assert meta.variable_value_labels["balance"][-99] == "-99"

    column = pq.read_table(signed(tmp_path, "parquet")).schema.field("balance")
    assert json.loads(column.metadata[b"numbers"]) == dict(
        zip(SIGNED_ANSWERS, [-99, -1, 0, 1, 5, -98, -8], strict=True)
    )


@pytest.mark.parametrize("text", ["-99", "+3", "-1,5"])
def test_a_number_in_words_needs_no_apostrophe(text):
    assert files.neutral(text) == text


@pytest.mark.parametrize("text", ["-1+1", "=1", "+84 905", "@a", "--1", "-x"])
def test_what_may_run_as_a_formula_gets_one(text):
    assert files.neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    ("missing", "declared"),
    [
        (["-8", "-9", "-10"], [-10.0, -9.0, -8.0]),
        (["-8", "-9", "-10", "-11"], [{"lo": -11.0, "hi": -8.0}]),
        (["-8", "-9", "-10", "99"], [{"lo": -10.0, "hi": -8.0}, 99.0]),
    ],
)
def test_more_than_three_missing_codes_are_a_range_without_answers(missing, declared):
    gone = [{"code": code, "text": words(code), "missing": "na"} for code in missing]
    document = loaded(question("q", "single", choices=[*choices("1", "2"), *gone]))

    (variable,) = table(document=document).variables

    assert spss.declared_missing(variable) == declared


def test_moments_are_times_in_every_format(tmp_path):
    own = [Variable("sent_at", "Sent", DataType.MOMENT)]
    made = build(DOCUMENT, SOURCE, own, [(("2026-11-20 10:32:07",), {}), ((None,), {})])
    moment = pd.Timestamp("2026-11-20 10:32:07")

    assert pd.read_csv(written(tmp_path, "csv", made))["sent_at"][0] == str(moment)
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx", made))["du_lieu"]
    assert sheet["A2"].value == moment.to_pydatetime()
    assert sheet["A2"].number_format == "dd/mm/yyyy hh:mm:ss"
    for kind, read in (("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)):
        column = read(written(tmp_path, kind, made))[0]["sent_at"]
        assert [pd.Timestamp(each) for each in column.dropna()] == [moment]
    assert pq.read_table(written(tmp_path, "parquet", made))["sent_at"].to_pylist() == [
        moment.to_pydatetime(), None,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_an_answer_that_was_never_offered_stops_the_file(tmp_path, kind):
    with pytest.raises(UnknownCode, match="one"):
        files.write(table({"one": "gone"}), kind, tmp_path / "data")


def test_a_file_that_lost_rows_is_no_file(tmp_path, monkeypatch):
    monkeypatch.setitem(files.COUNTERS, "csv", lambda path: 1)

    with pytest.raises(RowsLost, match="1 of 2"):
        files.write(table({}, {}), "csv", tmp_path / "data.csv")


def test_our_own_columns_never_take_a_questions_name():
    own = [
        Variable("one", "our own", DataType.TEXT),
        Variable("ONE0", "another", DataType.TEXT),
    ]

    made = build(DOCUMENT, SOURCE, own, [(("x", "y"), {"one": "yes"})])

    assert [v.name for v in made.variables][:3] == ["one0", "ONE00", "one"]
    assert made.column("one") == ["yes"]
    assert made.column("one0") == ["x"]


def test_an_exported_file_can_be_imported_again(tmp_path):
    kept = [answers | {"twice": answers["share"] * 2} for answers in ANSWERS if "share" in answers]
    path = written(tmp_path, "csv", table(*kept))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    mapping = suggest_columns(list(rows[0]), DOCUMENT)

    reading = Reading(mapping, {}, DOCUMENT, "en")
    read = [reading.row(at, row) for at, row in enumerate(rows)]

    assert [row.errors for row in read] == [()] * len(kept)
    for row, answers in zip(read, kept, strict=True):
        words = {"comment", "one_other"}
        same = {name: value for name, value in answers.items() if name not in words}
        assert {name: value for name, value in row.answers.items() if name not in words} == same
        assert row.answers["comment"].removeprefix("'") == answers["comment"]


def test_a_workbook_says_how_to_use_it(tmp_path):
    made = table({"one": "yes"})
    used = replace(made, source=replace(SOURCE, usage=(Usage("R", ("library(survey)", "x <- 1")),)))

    book = openpyxl.load_workbook(written(tmp_path, "xlsx", used))

    rows = [[cell.value for cell in row] for row in book["cach_dung"].iter_rows()]
    assert rows == [["chương trình", "lệnh"], ["R", "library(survey)"], ["R", "x <- 1"]]
