"""Forms made elsewhere keep their meaning, or are refused or remarked by row."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from surveys.instrument.expressions.asking import lookup
from surveys.instrument.piping import speaker
from surveys.instrument.routing import walk
from surveys.instrument.xlsform import XLSFormError, export_xlsform, import_xlsform
from tests.surveys.instrument.test_xlsform import YES_NO, workbook

PLAIN = ["type", "name", "label"]


def form(*rows, heads=(), choices=None, settings=()):
    """A form of plain rows; ``heads`` name the columns after type, name and label."""
    if choices is None:
        choices = YES_NO if any(row[0].endswith(" yn") for row in rows) else ()
    return import_xlsform(workbook([[*PLAIN, *heads], *rows], choices, settings))


def sentences(imported):
    return [str(remark) for remark in imported.remarks]


def accepts(imported, name, value, **answers):
    question = imported.document.question(name)
    find = lookup({**answers, name: value}, here=value)
    return all(each.expression.holds(find) for each in question.constraints)


# -- the same meaning


def test_the_length_of_a_number_is_that_of_its_digits():
    read = form(
        ["integer", "year", "Năm", "string-length(.) = 4"],
        heads=["constraint"],
    )

    assert read.remarks == ()
    assert [accepts(read, "year", year) for year in (2015, 999)] == [True, False]


def test_dates_differ_by_days():
    read = form(
        ["date", "sent", "Gửi"],
        ["date", "back", "Trả"],
        ["text", "why", "Vì sao?", "${back} - ${sent} > 30"],
        heads=["relevant"],
    )

    late = walk(read.document, {"sent": "2018-01-01", "back": "2018-02-01"})
    soon = walk(read.document, {"sent": "2018-01-01", "back": "2018-01-31"})
    assert ("why" in late.questions, "why" in soon.questions) == (True, False)


def test_a_condition_that_is_computed_reads_true_as_text():
    read = form(
        ["integer", "n", "Tuổi"],
        ["calculate", "adult", None, None, "${n} >= 18"],
        ["text", "q", "Người lớn", "${adult} = 'true'"],
        heads=["relevant", "calculation"],
    )

    assert read.remarks == ()
    assert [("q" in walk(read.document, {"n": n}).questions) for n in (17, 18)] == [False, True]


def test_today_is_the_day_of_the_answer_in_a_constraint_alone():
    read = form(["date", "d", "Ngày", ". <= today()"], heads=["constraint"])
    kept = form(["calculate", "c", None, "today()"], ["text", "t", "T"], heads=["calculation"])

    constraint = read.document.question("d").constraints[0].expression
    held = [
        constraint.holds(lookup({}, here="2018-11-25", today=day))
        for day in ("2018-11-24", "2018-11-25")
    ]
    assert held == [False, True]
    assert "Only a constraint may ask for today()" in str(kept.wrong[0])


@pytest.mark.parametrize(
    ("parameters", "taken", "refused"),
    [
        ("start=0 end=100 step=5", [0, 5, 100], [3, 105, -5, 2.5]),
        ("start=0;end=10;step=1", [0, 10], [11, 0.5]),
        ("start=1, end = 2, step=0.1", [1, 1.3, 1.7, 2], [1.35, 0.9]),
        ("start=-2 end=2 step=0.5", [-2, -1.5, 0], [-1.4, 3]),
    ],
)
def test_a_range_takes_its_steps_alone(parameters, taken, refused):
    read = form(["range", "r", "Mức", parameters], heads=["parameters"])

    places = read.document.question("r").decimals
    assert all(accepts(read, "r", value) for value in taken)
    assert not any(accepts(read, "r", value) and round(value, places) == value for value in refused)


def test_a_decimal_keeps_its_places_and_a_text_its_length():
    read = form(["decimal", "rate", "Tỷ giá"], ["text", "t", "Ý kiến"])

    assert read.document.question("rate").decimals == 12
    assert read.remarks == ()


# -- tables


def test_a_heading_row_and_the_rows_below_it_are_one_table():
    read = form(
        ["begin_group", "g", "Nhóm", "field-list"],
        ["select_one yn", "head", "Đánh giá", "label"],
        ["select_one yn", "m1", "Mục 1", "list-nolabel"],
        ["select_one yn", "m2", "Mục 2", "list-nolabel"],
        ["text", "why", "Vì sao?", None, "${m1} = 'no'"],
        ["end_group"],
        heads=["appearance", "relevant"],
    )

    table, why = read.document.questions()
    assert (table.name, table.kind, table.text) == ("head", "matrix", {"vi": "Đánh giá"})
    assert [row.code for row in table.rows] == ["m1", "m2"]
    assert why.relevance.source == "${head.m1} = 'no'"


def test_a_table_inside_a_group_takes_its_heading_row_as_its_words():
    read = form(
        ["begin_group", "page", "Trang"],
        ["begin_group", "g", "Bảng", "table-list"],
        ["select_one yn", "head", "Đầu bảng", "label"],
        ["select_one yn", "m1", "Mục 1"],
        ["select_one yn", "m2", "Mục 2"],
        ["end_group"],
        ["end_group"],
        heads=["appearance"],
    )

    (table,) = read.document.questions()
    assert (table.name, table.text) == ("g", {"vi": "Đầu bảng"})
    assert [row.code for row in table.rows] == ["m1", "m2"]


@pytest.mark.parametrize(
    "second",
    [
        ["select_one yn", "m2", "Mục 2", None, "yes"],
        ["select_one yn", "m2", "Mục 2", None, None, "${m1} = 'yes'"],
    ],
    ids=["required", "relevant"],
)
def test_a_table_whose_rows_differ_is_asked_row_by_row(second):
    read = form(
        ["begin_group", "g", "Bảng", "table-list"],
        ["select_one yn", "m1", "Mục 1"],
        second,
        ["end_group"],
        heads=["appearance", "required", "relevant"],
    )

    first, other = read.document.questions()
    assert (first.name, first.kind, first.required) == ("m1", "single", False)
    assert other.required == (second[-1] == "yes")
    assert "asked one by one" in " ".join(sentences(read))


# -- nothing dropped that changes meaning


def test_a_row_that_is_switched_off_is_named_and_left_out():
    read = form(["text", "a", "A"], ["text", "b", "B", "yes"], heads=["disabled"])

    assert [each.name for each in read.document.questions()] == ["a"]
    assert sentences(read) == [
        "survey:3: The row “b” is switched off in the column “disabled” and is left out."
    ]


def test_columns_of_the_form_behind_the_form_are_read():
    read = form(
        ["text", "a", "A", "yes", "string-length(.) > 3", "Ngắn quá"],
        heads=["bind::required", "bind::constraint", "bind::jr:constraintMsg"],
    )

    question = read.document.question("a")
    assert read.remarks == ()
    assert question.required
    assert question.constraints[0].message == {"vi": "Ngắn quá"}


def test_languages_are_known_by_code_and_name_with_one_colon_or_two():
    heads = ["label::Français", "label:English", "label::한국어 (ko)", "label::zh-hans"]
    read = form(["text", "a", "Tên", "Nom", "Name", "이름", "名称"], heads=heads)

    assert read.remarks == ()
    assert read.document.languages == ("vi", "fr", "en", "ko", "zh-Hans")


def test_texts_in_a_language_nobody_knows_are_named_before_they_are_left_out():
    read = form(["text", "a", "Tên", "Tôn"], ["text", "b", "B", "Y"], heads=["label::Xyzzyish"])
    only = import_xlsform(workbook([["type", "name", "label::Xyzzyish"], ["text", "a", "A"]]))

    assert [(remark.rows, remark.is_wrong) for remark in read.remarks] == [((2, 3), False)]
    assert [remark.is_wrong for remark in only.remarks] == [True]


def test_a_form_with_no_question_left_cannot_be_read():
    read = form(["geopoint", "where", "Ở đâu?"], ["note", "n", "Xin cảm ơn"])

    assert read.document is None
    assert "No question is left" in str(read.wrong[0])


def test_one_remark_a_kind_names_its_rows():
    read = form(*[["text", f"q{n}", "Hỏi", f"số {n}"] for n in range(8)], heads=["default"])

    (remark,) = read.remarks
    assert remark.rows == tuple(range(2, 10))
    assert "“số 0”, “số 1”" in str(remark)
    assert "số 7" not in str(remark)


def test_a_sheet_is_called_a_sheet():
    content = workbook([PLAIN, ["text", "a", "A"]], entities=[["x"], ["y"]])

    assert "The sheet “entities” is no part of an XLSForm" in str(import_xlsform(content).losses[0])


def test_what_is_read_only_or_computed_is_not_asked():
    read = form(
        ["integer", "n", "Số"],
        ["integer", "twice", "Gấp đôi", "yes", "${n} * 2"],
        ["text", "told", "Xin đọc", "yes"],
        heads=["read_only", "calculation"],
    )

    kinds = {each.name: each.kind for each in read.document.questions()}
    assert kinds == {"n": "number", "twice": "calculated", "told": "note"}
    assert [remark.row for remark in read.losses] == [3, 4]
    assert walk(read.document, {"n": 4}).answers["twice"] == 8


def test_an_expression_about_what_was_left_out_says_so():
    read = form(
        ["geopoint", "where", "Ở đâu?"],
        ["text", "a", "A", "${where} != ''"],
        heads=["relevant"],
    )

    assert "“where”, which is left out" in str(read.wrong[0])


# -- where we stay different


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("${n}", "asks whether “n” is true"),
        ("not(${n})", "asks whether “n” is true"),
        ("${n} = true()", "asks whether “n” is true"),
        ("min(${n}, 3) > 2", "pass over blank answers"),
        ("${n} != ''", ""),
        ("${n} > 2 and ${n} < 5", ""),
        ("not(${n} > 2)", ""),
    ],
)
def test_a_condition_that_means_something_else_here_is_named_by_row(expression, said):
    read = form(["integer", "n", "N"], ["text", "t", "T", expression], heads=["relevant"])

    assert [remark.row for remark in read.losses] == ([3] if said else [])
    assert said in " ".join(sentences(read))


@pytest.mark.parametrize(
    ("calculation", "is_named"),
    [("5 div ${n}", True), ("${n} div 2", False), ("pow(${n}, 2)", True), ("${n} * 2", False)],
)
def test_a_calculation_that_may_be_infinite_is_named(calculation, is_named):
    read = form(["integer", "n", "N"], ["calculate", "c", None, calculation], heads=["calculation"])

    assert any("not as “Infinity”" in each for each in sentences(read)) == is_named


# -- what is usual


def test_curly_quotes_and_odd_spaces_are_made_plain():
    read = form(
        ["select_one yn", "a", "Hỏi"],
        ["text", "b", "Vì\u00a0sao “thế”", "${a}\u00a0= \u2018yes\u2019"],
        heads=["relevant"],
    )

    question = read.document.question("b")
    assert question.relevance.source == "${a} = 'yes'"
    assert question.text == {"vi": "Vì\u00a0sao “thế”"}


def test_a_name_that_cannot_stay_is_changed_and_references_follow():
    read = form(
        ["integer", "_1_T_n", "1. Tên"],
        ["note", "n", "Có ${_1_T_n} người"],
        ["text", "muc_do_hai_long_ve_thoi_gian_xu_ly_ho_so", "Mức độ", "${_1_T_n} > 2"],
        ["select_multiple kinds", "loại_giấy_tờ_đã_nộp", "Loại"],
        heads=["relevant"],
        choices=[YES_NO[0], ["kinds", "business_license_copy", "A"], ["kinds", "b", "B"]],
    )

    first, note, third, fourth = read.document.questions()
    assert (first.name, note.text["vi"]) == ("q_1_T_n", "Có ${q_1_T_n} người")
    assert third.name == "muc_do_hai_long_ve_thoi_gian_xu"
    assert third.relevance.source == "${q_1_T_n} > 2"
    assert len(f"{fourth.name}_business_license_copy") <= 32
    assert "_1_T_n → q_1_T_n" in sentences(read)[0]


def test_names_that_would_meet_are_kept_apart():
    read = form(["text", "_a", "A"], ["text", "q_a", "B"], ["text", "by", "C"])

    assert [each.name for each in read.document.questions()] == ["q_a_2", "q_a", "by_q"]


def test_sheets_and_settings_are_known_by_their_other_names():
    content = workbook(
        [PLAIN, ["add select one prompt using yn", "a", "A"]],
        YES_NO,
        [["Title", "id_string", "Version"], ["Tên", "bieu_mau", "2"]],
    )
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        name = sheet.title.capitalize()
        sheet.title = "unnamed"
        sheet.title = name
    memory = io.BytesIO()
    book.save(memory)

    read = import_xlsform(memory.getvalue())

    assert read.remarks == ()
    assert (read.document.name, read.document.version) == ("bieu_mau", "2")
    assert read.document.title == {"vi": "Tên"}
    assert read.document.question("a").kind == "single"


@pytest.mark.parametrize(("columns", "is_read"), [(500, True), (501, False)])
def test_a_sheet_has_at_most_500_columns(columns, is_read):
    heads = [*PLAIN, *(f"x{n}" for n in range(columns - 3))]
    content = workbook([heads, ["text", "a", "A"]])

    if is_read:
        assert import_xlsform(content).document is not None
    else:
        with pytest.raises(XLSFormError, match="more than 500 columns"):
            import_xlsform(content)


def test_a_hundred_and_first_column_counts():
    heads = [*PLAIN, *(f"label::x{n} (a{chr(97 + n % 26)})" for n in range(120)), "required"]
    read = import_xlsform(workbook([heads, ["text", "a", "A", *[None] * 120, "yes"]]))

    assert read.document.question("a").required


def test_repeats_are_refused_with_what_to_do_instead():
    read = form(["begin_repeat", "r", "Chi nhánh"], ["text", "a", "A"], ["end_repeat"])

    assert read.document is None
    assert "Ask for the total, or write the group as often" in str(read.wrong[0])


def test_what_is_only_acknowledged_is_a_box_to_tick():
    read = form(["acknowledge", "ok", "Đã đọc thông báo", "yes"], heads=["required"])

    question = read.document.question("ok")
    assert (question.kind, [c.code for c in question.choices]) == ("multiple", ["OK"])
    assert question.required


# -- groups, codes, words


def test_the_title_of_a_group_inside_a_group_is_a_note_above_its_questions():
    read = form(
        ["begin_group", "g", "Nhóm"],
        ["select_one yn", "a", "A"],
        ["begin_group", "h", "Chi tiết", "${a} = 'yes'"],
        ["text", "b", "B"],
        ["end_group"],
        ["end_group"],
        heads=["relevant"],
    )

    _a, title, asked = read.document.questions()
    assert read.remarks == ()
    assert (title.kind, title.text) == ("note", {"vi": "Chi tiết"})
    assert title.relevance.source == asked.relevance.source == "${a} = 'yes'"


def test_codes_that_cannot_stay_are_changed_and_conditions_follow():
    survey = [
        [*PLAIN, "relevant", "choice_filter"],
        ["select_one tinh", "t", "Tỉnh?"],
        ["select_one huyen", "h", "Huyện?", None, "tinh = ${t}"],
        ["text", "q", "Ở đâu?", "${t} = 'Hà Nội' or 'Hà Nội' = ${t}"],
        ["text", "r", "Ở đâu?", 'not(selected(${t}, "Hà Nội"))'],
    ]
    choices = [
        ["list_name", "name", "label", "tinh"],
        ["tinh", "Hà Nội", "Hà Nội", None],
        ["tinh", "ha_noi", "Hà Nội (cũ)", None],
        ["huyen", "ba_dinh", "Ba Đình", "Hà Nội"],
        ["huyen", "x", "Khác", "ha_noi"],
    ]
    read = import_xlsform(workbook(survey, choices))

    assert [str(each) for each in read.remarks] == [
        "choices:2: Codes have up to 32 letters without accents, digits, “_” and “-”; conditions"
        " follow the new code: “Hà Nội → Ha_Noi_2”."
    ]
    document = read.document
    assert [each.code for each in document.question("t").choices] == ["Ha_Noi_2", "ha_noi"]
    assert [each.attributes["tinh"] for each in document.question("h").choices] == [
        "Ha_Noi_2",
        "ha_noi",
    ]
    assert document.question("q").relevance.source == "${t} = 'Ha_Noi_2' or 'Ha_Noi_2' = ${t}"
    assert document.question("r").relevance.source == "not(selected(${t}, 'Ha_Noi_2'))"


def test_an_old_code_that_is_spoken_of_elsewhere_keeps_the_form_out():
    read = form(
        ["select_one tinh", "t", "Tỉnh?"],
        ["calculate", "c", None, "concat(${t}, '')"],
        ["text", "q", "Ở đâu?", None, "${c} = 'Hà Nội'"],
        heads=["calculation", "relevant"],
        choices=[["list_name", "name", "label"], ["tinh", "Hà Nội", "Hà Nội"]],
    )
    assert [each.place for each in read.wrong] == ["survey:3", "survey:4"]
    assert "“Hà Nội”, a code that cannot stay" in str(read.wrong[1])


def test_a_page_of_its_own_has_its_number_in_every_language():
    read = form(["text", "a", "Tên", "Name"], heads=["label::English"])
    assert read.document.sections[0].title == {"vi": "Phần 1", "en": "Part 1"}


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("What is your name?", "en"),
        ("Tên doanh nghiệp?", "vi"),
        ("Ten", "vi"),
        ("회사 이름은?", "ko"),
        ("企业名称", "zh-Hans"),
    ],
)
def test_labels_that_name_no_language_are_known_by_their_letters(label, language):
    read = form(["text", "a", label])
    assert (read.document.languages, read.remarks) == ((language,), ())


def test_colours_and_pictures_in_words_are_named_and_bold_is_not():
    read = form(
        ["text", "a", "**Tên** của [doanh nghiệp](https://example.vn)"],
        ["text", "b", '<span style="color:red">Đỏ</span>'],
    )
    assert [(each.place, each.params["value"][:5]) for each in read.remarks] == [
        ("survey:3", "<span")
    ]


def test_an_expression_about_a_row_that_is_switched_off_says_so():
    read = form(
        ["text", "a", "A", "yes"],
        ["text", "b", "B", None, "${a} = 'x'"],
        heads=["disabled", "relevant"],
    )
    assert any("“a”, which is switched off in the column “disabled”" in str(r) for r in read.wrong)


def test_the_steps_of_a_range_are_said_as_people_write_them():
    read = form(
        ["range", "a", "A", "start=.5 end=2 step=.25"],
        heads=["parameters"],
    )
    (constraint,) = read.document.question("a").constraints
    assert constraint.message == {"vi": "Xin chọn một số từ 0,5 đến 2, mỗi bước 0,25."}


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("${n} = 1 AND ${n} = 2", "in small letters"),
        ("${n} == 1", "each between two values"),
        ("${n} <> 1", "each between two values"),
        ("${n} = 1 || ${n} = 2", "“and” and “or” as words"),
        ("../m = 1", "the name of the question"),
        ("position(..) = 1", "the name of the question"),
        ("${n} > 0,5", "as in 0.5"),
        ("${n} = nhieu", "between quotes"),
        ("once(${n}) = 1", "from moment to moment"),
        ("indexed-repeat(${n}, ${n}, 1) = 1", "one by one"),
        ("pulldata('a', 'b', 'c', ${n}) = 1", "choice_filter"),
        ("jr:choice-name(${n}, '${n}') = 'a'", "the words of the choice"),
    ],
)
def test_a_usual_slip_is_told_with_what_to_write(source, advice):
    read = form(["integer", "n", "Số"], ["text", "t", "Tên", source], heads=["relevant"])

    assert [remark.place for remark in read.wrong if advice in str(remark)] == ["survey:3"]


def test_a_choice_that_is_only_shown_takes_no_answer():
    read = form(["select_one yn", "q", "Có?", "yes"], ["text", "t", "Tên"], heads=["read_only"])
    under = form(["text", "t", "Tên", "${u} = 1"], ["text", "u", "U"], heads=["read_only"])

    assert read.document.question("q").kind == "note"
    assert "becomes a note" in sentences(read)[0]
    assert "can always be answered" in sentences(under)[0]


def test_a_note_that_must_be_answered_is_remarked():
    read = form(["note", "stop", "Dừng", "yes"], ["text", "t", "Tên", "yes"], heads=["required"])

    assert [remark.place for remark in read.losses] == ["survey:2"]
    assert "stops people in ODK" in sentences(read)[0]


def test_two_columns_of_one_language_lose_nothing_in_silence():
    sheet = [["type", "name", "label", "label::Vietnamese (vi)"], ["text", "t", "Tên?", "Họ tên?"]]
    read = import_xlsform(workbook(sheet))

    assert read.document.question("t").text == {"vi": "Tên?"}
    assert "“Họ tên?” is left out" in sentences(read)[0]


def test_cells_that_hold_a_yes_or_a_day_are_read_as_in_odk():
    choices = [
        ["list_name", "name", "label"],
        ["tf", True, "Đúng"],
        ["tf", date(2018, 3, 1), "Ngày"],
    ]
    read = form(
        ["select_one tf", "q", "Hỏi", "yes"],
        ["text", "t", "Tên", "${q} = 'TRUE'"],
        ["text", "u", "U", False],
        heads=["relevant"],
        choices=choices,
    )

    assert read.remarks == ()
    assert [each.code for each in read.document.question("q").choices] == ["TRUE", "2018-03-01"]
    asked = [set(walk(read.document, {"q": code}).questions) for code in ("TRUE", "2018-03-01")]
    assert asked == [{"q", "t"}, {"q"}]


def test_codes_that_differ_only_in_capitals_are_told_apart():
    choices = [["list_name", "name", "label"], ["ab", "a", "Một"], ["ab", "A", "Hai"]]
    rows = [["select_one ab", "q", "Hỏi"], ["text", "t", "Tên", "${q} = 'A'"]]
    read = form(*rows, heads=["relevant"], choices=choices)

    assert [each.code for each in read.document.question("q").choices] == ["a", "A_2"]
    assert read.document.question("t").relevance.source == "${q} = 'A_2'"
    assert "“A → A_2”" in sentences(read)[0]


@pytest.mark.parametrize(
    ("pattern", "is_remarked"),
    [
        ("^[0-9]{10}$", False),
        ("^a$|^b$", False),
        (".*a.*", False),
        ("[0-9]{10}", True),
        ("^a|b$", True),
        (r"^a\\$", True),
    ],
)
def test_a_pattern_for_a_part_of_a_text_is_remarked(pattern, is_remarked):
    read = form(["text", "t", "Tên", f"regex(., '{pattern}')"], heads=["constraint"])

    assert [remark.place for remark in read.losses] == ["survey:2"] * is_remarked


def test_a_name_that_stands_twice_and_an_unknown_default_language_are_told():
    rows = [
        ["begin_group", "g", "Một"], ["text", "t", "Tên"], ["end_group"],
        ["begin_group", "h", "Hai"], ["text", "t", "Tên"], ["end_group"],
    ]  # fmt: skip
    read = form(*rows, settings=[["default_language"], ["Klingon"]])

    assert {(remark.place, str(remark).split("“")[1]) for remark in read.losses} == {
        ("survey:6", "t → t_2”."),
        ("settings:2", "Klingon” is not known; write its code, as in "),
    }


def test_labels_above_a_grid_of_several_choices_are_no_question():
    rows = [
        ["begin_group", "g", "Nhóm", "field-list"],
        ["select_multiple yn", "h", "Chọn", "label"],
        ["select_multiple yn", "g1", "Một", "list-nolabel"],
        ["end_group"],
    ]
    read = form(*rows, heads=["appearance"])

    assert [(each.name, each.kind) for each in read.document.questions()] == [
        ("h", "note"),
        ("g1", "multiple"),
    ]


# -- codes, days and languages that cannot stay as they are written

PLACES = [
    ["list_name", "name", "label"],
    ["z", 0.5, "nửa"],
    ["z", 1, "một"],
    ["v", "không", "Không"],
    ["v", "có", "Có"],
]


@pytest.mark.parametrize(
    ("kind", "condition", "taken"),
    [
        ("select_one z", "${q} > 1", False),
        ("select_one z", "${q} * 2 = 1", False),
        ("select_one z", "${q} = '0.5'", True),
        ("select_one v", "regex(${q}, '^(không|có)$')", False),
        ("select_one v", "'không' = ${q} or ${q} = ${p}", True),
        ("select_multiple v", "contains(${q}, 'kh')", False),
        ("select_multiple v", "count-selected(${q}) > 1 and selected(${q}, 'có')", True),
        ("text", "${q} = 'không'", True),  # words that somebody types
    ],
)
def test_an_expression_that_counts_with_a_code_that_changes_is_refused(kind, condition, taken):
    read = form(
        ["select_one v", "p", "P?"],
        ["select_one z", "o", "O?"],
        [kind, "q", "Q?"],
        ["text", "t", "T?", condition],
        heads=["relevant"],
        choices=PLACES,
    )

    assert (read.document is not None) is taken
    assert [each.place for each in read.wrong] == ([] if taken else ["survey:5"])


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("${d} > '31/12/2018'", True),
        ("${d} = '2018-13-01'", True),
        ("${d} <= date('2018-2-1')", True),
        ("${d} > '2018-12-31'", False),
        ("${d} != ''", False),
    ],
)
def test_a_day_that_is_none_is_told(condition, told):
    read = form(["date", "d", "D?"], ["text", "t", "T?", condition], heads=["relevant"])

    assert [each.place for each in read.remarks if "is none" in str(each)] == (
        ["survey:3"] if told else []
    )


@pytest.mark.parametrize(
    ("language", "code"),
    [("Tiếng Anh", "en"), ("VN", "vi"), ("Tiếng Hàn", "ko"), ("CN", "zh-Hans"), ("Lào (lo)", "lo")],
)
def test_languages_go_by_their_vietnamese_names_and_by_countries(language, code):
    read = import_xlsform(workbook([["type", "name", f"label::{language}"], ["text", "t", "T?"]]))

    assert read.document.question("t").text == {code: "T?"}


def test_what_stands_on_the_row_that_ends_a_group_and_above_its_table_is_told_or_kept():
    read = form(
        ["begin_group", "g", "Mức độ hài lòng", "table-list"],
        ["select_one yn", "head", "Cơ quan", "label"],
        ["select_one yn", "g1", "Thuế", "list-nolabel"],
        ["select_one yn", "g2", "Hải quan", "list-nolabel"],
        ["end_group"],
        ["begin_group", "h", "H"],
        ["note", "n", "Quý vị chọn ${g1}."],
        ["end_group", None, None, None, "1 = 2"],
        heads=["appearance", "relevant"],
    )

    table = read.document.question("g")
    assert (dict(table.text), dict(table.help)) == (
        {"vi": "Cơ quan"}, {"vi": "Mức độ hài lòng"},
    )  # fmt: skip
    assert sentences(read) == [
        "survey:9: The column “relevant” (“1 = 2”) is not supported.",
    ]
    say = speaker(read.document, {"g": {"g1": "yes"}}, "vi")
    assert say(read.document.question("n").text) == "Quý vị chọn Có."
    again = import_xlsform(export_xlsform(read.document)).document
    assert again.question("n").text == {"vi": "Quý vị chọn ${g.g1}."}


def test_a_row_of_a_table_that_is_only_shown_is_not_asked():
    read = form(
        ["begin_group", "g", "Nhóm", "table-list"],
        ["select_one yn", "g1", "Một", None, "yes"],
        ["select_one yn", "g2", "Hai"],
        ["end_group"],
        heads=["appearance", "read_only"],
    )

    assert [(each.name, each.kind) for each in read.document.questions()] == [
        ("g1", "note"), ("g2", "single"),
    ]  # fmt: skip


def test_several_codes_are_compared_at_once_where_several_are_chosen():
    read = form(
        ["select_multiple yn", "m", "M?"],
        ["text", "t", "T?", "${m} = 'yes no'"],
        heads=["relevant"],
    )

    asked = [
        "t" in walk(read.document, {"m": codes}).questions for codes in (["yes"], ["yes", "no"])
    ]
    assert asked == [False, True]


def test_an_empty_first_row_is_named_and_lines_end_as_people_see_them():
    empty = import_xlsform(workbook([["", "", ""], PLAIN, ["text", "t", "T?"]]))
    lines = form(["trigger", "t", "Một_x000D_\nHai"])

    assert [str(each) for each in empty.remarks] == [
        "survey:1: The first row of the sheet “survey” is empty; its headings must stand there."
    ]
    assert lines.document.question("t").text == {"vi": "Một\nHai"}


@pytest.mark.parametrize(
    ("settings", "name", "title"),
    [
        ((), "Khao_sat_quy_1", "Khảo sát quý 1"),
        ([["form_title"], ["Quý một"]], "Khao_sat_quy_1", "Quý một"),
        ([["form_id"], ["ks-2018"]], "ks_2018", "ks-2018"),
    ],
)
def test_a_form_without_a_name_is_called_like_its_file(settings, name, title):
    read = form(["text", "t", "Tên?"], settings=settings).called_after("Khảo sát quý 1")

    assert (read.document.name, read.document.title) == (name, {"vi": title})
