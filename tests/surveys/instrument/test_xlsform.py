import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from surveys.instrument import loading
from surveys.instrument.types import KINDS
from surveys.instrument.xlsform import XLSFormError, export_xlsform, import_xlsform
from tests.core.tabular.test_reading import with_size
from tests.surveys.instrument.documents import choices, loaded, pci_2018, question, words


def workbook(survey, choices=(), settings=(), **others):
    book = Workbook()
    book.active.title = "survey"
    sheets = {"choices": choices, "settings": settings, **others}
    for row in survey:
        book["survey"].append(row)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


HEAD = ["type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "relevant", "appearance"]
YES_NO = [
    ["list_name", "name", "label::Tiếng Việt (vi)"],
    ["yn", "yes", "Có"],
    ["yn", "no", "Không"],
]


@pytest.mark.parametrize("size", [b'<dimension ref="A1"/>', b'<dimension ref="A1:C2"/>', b""])
def test_what_a_workbook_says_of_its_size_leaves_no_row_out(size):
    content = workbook([HEAD, *(["text", name, f"{name}?", f"{name}?"] for name in "abc")])

    found = import_xlsform(with_size(content, size))

    assert (found.document, found.remarks) == (import_xlsform(content).document, ())
    assert [question.name for question in found.document.questions()] == ["a", "b", "c"]


def test_the_questionnaire_of_2018_survives_the_way_out_and_back():
    questionnaire = loading.load(pci_2018())

    imported = import_xlsform(export_xlsform(questionnaire))

    assert imported.remarks == ()
    assert imported.document == questionnaire


def test_pyxform_makes_a_form_of_our_export():
    form = convert(export_xlsform(loading.load(pci_2018())), file_type=".xlsx").xform

    assert "Quý doanh nghiệp" in form
    assert "/pci_2018/requests/days" in form or "/data/requests/days" in form


def test_texts_like_formulas_stay_texts():
    questionnaire = loaded(question("q", text=words("=1+1")))

    content = export_xlsform(questionnaire)

    sheet = load_workbook(io.BytesIO(content))["survey"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert import_xlsform(content).document == questionnaire


TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="$\ufffe\uffff"
    ),
    min_size=1,
    max_size=30,
).map(str.strip)
SOME = TEXT.filter(bool)
TEXTS = st.fixed_dictionaries({"vi": SOME}, optional={"en": TEXT})
MAYBE = st.fixed_dictionaries({}, optional={"vi": TEXT, "en": TEXT})
CODES = st.lists(
    st.sampled_from(["a", "b", "1", "2", "x-y", "Z_9"]), min_size=2, max_size=4, unique=True
)
LISTS = CODES.flatmap(
    lambda codes: st.tuples(
        *[
            st.fixed_dictionaries(
                {"code": st.just(code), "text": TEXTS},
                optional={
                    "exclusive": st.booleans(),
                    "missing": st.sampled_from(["na", "refused"]),
                    "fixed": st.booleans(),
                },
            )
            for code in codes
        ]
    ).map(list)
)
SCALE = st.lists(TEXTS, min_size=2, max_size=5).map(
    lambda labels: [{"code": str(at + 1), "text": text} for at, text in enumerate(labels)]
)


@st.composite
def questions(draw, at, earlier):
    kind = draw(st.sampled_from(sorted(KINDS)))
    made = {"name": f"q{at}", "kind": kind, "text": draw(TEXTS), "help": draw(MAYBE)}
    made["required"] = draw(st.booleans()) and kind not in ("note", "calculated")
    if kind == "calculated":
        made |= {"calculation": "1 + 2 * 3", "help": {}}
    if kind == "scale":
        made["choices"] = draw(SCALE)
    elif "choices" in KINDS[kind].uses:
        made["choices"] = draw(LISTS)
        made["shuffle"] = draw(st.booleans())
        if kind != "matrix" and draw(st.booleans()):
            made["choices"] = [
                *made["choices"],
                {"code": "oth", "text": draw(TEXTS), "other": True},
            ]
    if kind == "matrix":
        made["rows"] = draw(
            LISTS.map(lambda rows: [{"code": r["code"], "text": r["text"]} for r in rows])
        )
    if kind == "number":
        made |= {"decimals": draw(st.integers(0, 3)), "unit": draw(MAYBE)}
        limits = [
            {"expression": ". >= 0", "message": draw(MAYBE)},
            {"expression": ". < 9", "message": {}},
        ]
        made["constraints"] = limits[: draw(st.integers(0, 2))]
    if kind == "ranking":
        made["at_most"] = draw(st.none() | st.integers(1, 3))
    if "choice_filter" in KINDS[kind].uses and earlier and draw(st.booleans()):
        for choice in made["choices"]:
            choice["attributes"] = {"region": draw(st.sampled_from(["north", "1", "=x"]))}
        made["choice_filter"] = f"region = {draw(st.sampled_from(earlier))} or name != 'b'"
    if kind in ("text", "longtext") and draw(st.booleans()):
        made["constraints"] = [{"expression": r"regex(., '^[^0-9\s]+(\.vn)?$')", "message": {}}]
    if earlier and draw(st.booleans()):
        made["relevance"] = draw(st.sampled_from([f"{ref} != ''" for ref in earlier]))
    return {key: value for key, value in made.items() if value is not None}


@st.composite
def documents(draw):
    sections, earlier, at = [], [], 0
    for number in range(draw(st.integers(1, 3))):
        asked = []
        for _ in range(draw(st.integers(1, 3))):
            made = draw(questions(at, tuple(earlier)))
            asked.append(made)
            at += 1
            if made["kind"] == "matrix":
                earlier += [f"${{{made['name']}.{row['code']}}}" for row in made["rows"]]
            elif made["kind"] != "note":
                earlier.append(f"${{{made['name']}}}")
        sections.append(
            {"name": f"s{number}", "title": draw(TEXTS), "intro": draw(MAYBE), "questions": asked}
        )
    sections[-1]["questions"].append({"name": "last", "kind": "text", "text": draw(TEXTS)})
    return loading.load(
        {
            "name": "any",
            "version": "1",
            "languages": ["vi", "en"],
            "title": {"vi": "Bất kỳ"},
            "sections": sections,
        }
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_survives_the_way_out_and_back(questionnaire):
    imported = import_xlsform(export_xlsform(questionnaire))

    assert [remark for remark in imported.remarks if remark.is_wrong] == []
    assert imported.document == questionnaire


def test_a_form_made_elsewhere_is_read():
    content = workbook(
        [
            [*HEAD, "hint", "required", "constraint", "constraint_message", "parameters"],
            ["select_one yn", "asked", "Hỏi?", "Asked?", None, None, "Gợi ý", "yes"],
            ["begin group", "page", "Trang", "Page", "${asked} = 'yes'", "field-list"],
            ["integer", "n", "Mấy?", "How many?", None, None, None, None, ". > 0", "Lớn hơn 0"],
            [
                "select_multiple yn or_other",
                "many",
                "Chọn",
                "Choose",
                None,
                None,
                None,
                None,
                None,
                None,
                "randomize=true",
            ],
            ["text", "t", "Viết", "Write", None, "multiline"],
            ["begin group", "g", "Bảng", "Table", None, "table-list"],
            ["select_one yn", "r1", "Dòng 1", "Row 1"],
            ["select_one yn", "r2", "Dòng 2", "Row 2"],
            ["end group"],
            ["text", "why", "Vì sao", "Why", "${r1} = 'no'"],
            ["end group"],
        ],
        YES_NO,
        [["form_title", "form_id", "version"], ["Phiếu", "my form!", "7"]],
    )

    imported = import_xlsform(content)

    read = imported.document
    assert imported.wrong == ()
    assert (read.name, read.version, read.languages) == ("my_form", "7", ("vi", "en"))
    assert [(q.name, q.kind) for q in read.questions()] == [
        ("asked", "single"), ("n", "number"), ("many", "multiple"), ("t", "longtext"),
        ("g", "matrix"), ("why", "text"),
    ]  # fmt: skip
    assert read.question("asked").required
    assert read.question("asked").help == {"vi": "Gợi ý"}
    assert read.section("page").relevance.source == "${asked} = 'yes'"
    assert read.question("many").other.code == "other"
    assert read.question("many").shuffle
    assert read.question("why").relevance.source == "${g.r1} = 'no'"
    assert [row.code for row in read.question("g").rows] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("row", "words_"),
    [
        (["geopoint", "where", "Ở đâu?"], "geopoint"),
        (["start", "start"], "start"),
        (["text", "q", "Hỏi", None, None, "thousands-sep"], "thousands-sep"),
        (["text", "q", "Hỏi", None, None, None, "abc"], "default"),
        (["select_one_from_file f.csv", "q", "Hỏi"], "a file beside the form"),
        (["dateTime", "q", "Hỏi"], "dateTime"),
        (["audio", "q", "Hỏi"], "Sound and video"),
        (["barcode", "q", "Hỏi"], "barcode"),
        (["today", "today"], "today"),
    ],
)
def test_what_is_not_supported_is_named_with_its_row(row, words_):
    content = workbook(
        [
            [*HEAD, "default"],
            ["begin group", "p", "Trang"],
            ["text", "a", "A"],
            row,
            ["end group"],
        ]
    )

    imported = import_xlsform(content)

    assert imported.document is not None
    assert [remark.row for remark in imported.losses] == [4]
    assert words_ in str(imported.losses[0])


@pytest.mark.parametrize(
    ("rows", "row", "words_"),
    [
        ([["text", "a", "A", None, "${q1} <<< ("]], 2, "<<< ("),
        ([["text", "a", "A", None, "today() > '2018'"]], 2, "today"),
        ([["text", "a", "A"], ["text", "b", "B", None, "regex(${a}, '(?i)x')"]], 3, "(?i)x"),
        ([["text", "a", "A"], ["text", "b", "B", None, "jr:choice-name(${a}, 'x')"]], 3, "jr:"),
        ([["select_one gone", "a", "A"]], 2, "gone"),
        ([["text", "a", "A"], ["text", "a", "A"]], 3, "a"),
        ([["begin repeat", "r", "R"], ["text", "a", "A"], ["end repeat"]], 2, "Repeated"),
        ([["begin group", "g", "G"], ["text", "a", "A"]], 2, "g"),
        ([["text", "a", "=1+1"]], 2, "formula"),
    ],
)
def test_what_is_wrong_keeps_the_form_out_and_is_named_with_its_row(rows, row, words_):
    imported = import_xlsform(workbook([HEAD, *rows], [*YES_NO, ["c", "hà nội", "Hà Nội"]]))

    assert imported.document is None
    assert any(words_ in str(each) and each.row in (row, 0) for each in imported.wrong)


def test_a_form_with_a_cascade_is_read_and_comes_back():
    content = workbook(
        [
            [*HEAD, "choice_filter"],
            ["begin group", "p", "Trang"],
            ["select_one province", "province", "Tỉnh?", "Province?"],
            [
                "select_one district",
                "district",
                "Huyện?",
                "District?",
                *[None] * 2,
                "in=${province}",
            ],
            ["end group"],
        ],
        [
            ["list_name", "name", "label::Tiếng Việt (vi)", "in", "note"],
            ["province", "p1", "Một"],
            ["province", "p2", "Hai"],
            ["district", "d1", "Huyện 1", "p1"],
            ["district", "d2", "Huyện 2", "p2", "xa"],
        ],
    )

    imported = import_xlsform(content)

    assert imported.remarks == ()
    district = imported.document.question("district")
    assert district.choice_filter.source == "in=${province}"
    assert [dict(c.attributes) for c in district.choices] == [
        {"in": "p1"}, {"in": "p2", "note": "xa"},
    ]  # fmt: skip
    assert import_xlsform(export_xlsform(imported.document)).document == imported.document


def test_columns_of_choices_that_no_filter_looks_at_are_named():
    content = workbook(
        [HEAD, ["select_one yn", "a", "A"]],
        [
            [*YES_NO[0], "region", "media::image"],
            ["yn", "yes", "Có", "x"],
            ["yn", "no", "Không", None, "n.png"],
        ],
    )

    assert [(r.sheet, r.row, r.params["column"]) for r in import_xlsform(content).losses] == [
        ("choices", 2, "region"), ("choices", 3, "media::image"),
    ]  # fmt: skip


def test_a_range_becomes_a_number_between_its_ends():
    content = workbook(
        [[*HEAD, "parameters"], ["range", "a", "A", *[None] * 3, "start=0 end=5 step=0.5"]]
    )

    read = import_xlsform(content).document.question("a")

    assert (read.kind, read.decimals) == ("number", 1)
    assert read.constraints[0].expression.source == (
        ". >= 0 and . <= 5 and round((. - 0) * 10) mod 5 = 0"
    )


COLUMNS_NAMED = [
    "default", "trigger", "required_message", "guidance_hint", "media::image", "image", "audio",
    "media::audio::English (en)", "body::accuracyThreshold", "bind::type",
    "instance::x", "repeat_count", "choice_filter", "$given_by_nobody",
    "constraint_message", "guidance_hint::English (en)",
]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS_NAMED)
def test_every_column_we_have_no_place_for_is_named(column):
    content = workbook([[*HEAD, column], ["text", "a", "A", *[None] * 3, "1"]])

    imported = import_xlsform(content)

    assert [remark.row for remark in imported.losses] == [2]
    assert "1" in str(imported.losses[0]) or column == "repeat_count"


@pytest.mark.parametrize("column", ["style", "public_key", "submission_url", "instance_name"])
def test_every_setting_we_have_no_place_for_is_named(column):
    content = workbook([HEAD, ["text", "a", "A"]], (), [["form_id", column], ["x", "theme-grid"]])

    assert [(r.sheet, r.row) for r in import_xlsform(content).losses] == [("settings", 2)]


def test_a_sheet_or_list_nobody_asks_for_is_named():
    content = workbook([HEAD, ["text", "a", "A"]], YES_NO, notes=[["x"], ["y"]])

    assert {remark.sheet for remark in import_xlsform(content).losses} == {"choices", "notes"}


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(XLSFormError, match="not an XLSX"):
        import_xlsform(content)


def test_a_workbook_without_a_survey_or_beyond_reason_is_refused():
    memory = io.BytesIO()
    Workbook().save(memory)

    with pytest.raises(XLSFormError, match="survey"):
        import_xlsform(memory.getvalue())
    with pytest.raises(XLSFormError, match="MB"):
        import_xlsform(b"x" * (5 * 2**20 + 1))


def test_rows_beyond_reason_are_refused_and_blank_ones_do_no_harm():
    blank = [[None]] * 20_000
    assert import_xlsform(workbook([HEAD, ["text", "a", "A"], *blank])).document is not None

    with pytest.raises(XLSFormError, match="5000"):
        import_xlsform(workbook([HEAD, *[["text", f"a{n}", "A"] for n in range(5001)]]))


def test_lists_that_several_questions_share_are_written_once():
    asked = [question(f"q{n}", "single", choices=choices("a", "b")) for n in range(3)]

    sheet = load_workbook(io.BytesIO(export_xlsform(loaded(*asked))))["choices"]

    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["q0", "q0"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_has_no_words_yet_is_exported_by_its_name(language):
    written = loaded(question("q", "single", text={}), languages=[language])

    form = convert(export_xlsform(written), file_type=".xlsx").xform

    assert "<value>q</value>" in form or "<label>q</label>" in form


@pytest.mark.parametrize("letter", [r"\ud800", r"\u0000"])
def test_own_columns_with_what_no_row_can_hold_are_refused(letter):
    heads = ["type", "name", "label::Tiếng Việt (vi)", "thuocdo"]
    form = workbook([heads, ["integer", "staff", "Số người", f'{{"note": "a{letter}"}}']])

    assert [remark.row for remark in import_xlsform(form).wrong] == [2]


@pytest.mark.parametrize(
    "own",
    ["[" * 4900, '{"name": 5}', '{"constraints": [{"expression": 5}]}', '{"rows": 5}', '"x"', "{"],
)
def test_own_columns_that_were_not_written_by_us_are_refused_or_named(own):
    heads = ["type", "name", "label::Tiếng Việt (vi)", "thuocdo"]
    form = workbook([heads, ["integer", "staff", "Số người", own]])

    try:
        imported = import_xlsform(form)
    except XLSFormError:
        return
    assert imported.wrong or imported.document


def packed(sheet: bytes) -> bytes:
    """A small workbook whose first sheet is replaced."""
    whole, memory = io.BytesIO(workbook([("text", "a", "A")])), io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            is_first = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, sheet if is_first else old.read(entry))
    return memory.getvalue()


@pytest.mark.parametrize(
    ("megabytes", "said"),
    [
        (39, "Choose a workbook"),
        (41, "Unpacked, the file is larger than 40 MB; it is not read."),
    ],
)
def test_a_file_that_unpacks_to_too_much_is_not_read(megabytes, said):
    with pytest.raises(XLSFormError, match=said):
        import_xlsform(packed(b" " * megabytes * 2**20))


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet>",
        b"\x00\xff",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="x"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>',
    ],
)
def test_a_damaged_sheet_is_refused_with_a_sentence(sheet):
    with pytest.raises(XLSFormError):
        import_xlsform(packed(sheet))
